//! The edges of the emulated output pins, in order, as QEMU's test protocol tells them

use std::io::BufRead;
use std::io::BufReader;
use std::io::Write;
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::sync::Arc;
use std::sync::Condvar;
use std::sync::Mutex;
use std::sync::MutexGuard;
use std::sync::PoisonError;
use std::thread;
use std::time::Duration;

use anyhow::Context;
use anyhow::bail;

/// Asks for the edges; asked again it changes nothing, and its answer comes after all
/// edges so far.
const INTERCEPT: &str = "irq_intercept_out /machine/soc/peripherals/gpio\n";
/// Longest time for an answer of QEMU.
const PATIENCE: Duration = Duration::from_secs(60);

/// A change of an output pin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Edge {
    /// GPIO number.
    pub pin: u8,
    /// The level after it.
    pub high: bool,
}

#[derive(Default)]
struct Seen {
    edges: Vec<Edge>,
    answers: usize,
    refused: Option<String>,
    over: bool,
}

type Shared = Arc<(Mutex<Seen>, Condvar)>;

/// All edges so far, and those to come.
pub struct Edges {
    stream: UnixStream,
    shared: Shared,
}

impl Edges {
    /// Begins to watch.
    ///
    /// # Errors
    /// If QEMU refuses.
    pub fn watch(socket: &Path) -> anyhow::Result<Self> {
        let stream = UnixStream::connect(socket).context("QEMU's test socket")?;
        let shared = Shared::default();
        let (reader, theirs) = (stream.try_clone()?, Arc::clone(&shared));
        thread::spawn(move || read(reader, &theirs));
        let mut edges = Self { stream, shared };
        edges.sync()?;
        Ok(edges)
    }

    /// Returns once every edge that has happened is here.
    ///
    /// # Errors
    /// If QEMU is gone, refuses or does not answer.
    pub fn sync(&mut self) -> anyhow::Result<()> {
        let before = self.lock().answers;
        self.stream.write_all(INTERCEPT.as_bytes())?;
        self.wait(|seen| seen.answers > before)
    }

    /// Takes all edges so far; those that are returned later begin after them.
    pub fn take(&mut self) -> Vec<Edge> {
        std::mem::take(&mut self.lock().edges)
    }

    /// Waits for this edge among those not taken yet; returns how many come before it.
    ///
    /// # Errors
    /// If it does not come within a minute.
    pub fn wait_for(&self, edge: Edge) -> anyhow::Result<usize> {
        let mut looked = 0;
        self.wait(|seen| {
            let new = seen.edges[looked..].iter();
            let found = new.clone().position(|one| *one == edge);
            looked += found.unwrap_or(new.len());
            found.is_some()
        })?;
        Ok(looked)
    }

    /// Waits until so many edges are there that were not taken yet.
    ///
    /// # Errors
    /// If they do not come within a minute.
    pub fn wait_for_count(&self, count: usize) -> anyhow::Result<()> {
        self.wait(|seen| seen.edges.len() >= count)
    }

    fn wait(&self, mut done: impl FnMut(&Seen) -> bool) -> anyhow::Result<()> {
        let (_, changed) = &*self.shared;
        let mut is_done = false;
        let waiting = |seen: &mut Seen| {
            is_done = is_done || done(seen);
            !is_done && seen.refused.is_none() && !seen.over
        };
        let (seen, _) = changed
            .wait_timeout_while(self.lock(), PATIENCE, waiting)
            .unwrap_or_else(PoisonError::into_inner);
        match &seen.refused {
            Some(refused) => bail!("QEMU: {refused}"),
            None if is_done => Ok(()),
            None if seen.over => bail!("QEMU is gone"),
            None => bail!("waited in vain among {} edges", seen.edges.len()),
        }
    }

    fn lock(&self) -> MutexGuard<'_, Seen> {
        self.shared.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn read(stream: UnixStream, shared: &Shared) {
    let (seen, changed) = &**shared;
    let lock = || seen.lock().unwrap_or_else(PoisonError::into_inner);
    let mut reader = BufReader::with_capacity(1 << 16, stream);
    let mut line = String::new();
    while reader.read_line(&mut line).is_ok_and(|len| len > 0) {
        match parse(line.trim_end()) {
            Some(edge) => lock().edges.push(edge),
            None if line.starts_with("OK") => lock().answers += 1,
            None => lock().refused = Some(line.clone()),
        }
        changed.notify_all();
        line.clear();
    }
    lock().over = true;
    changed.notify_all();
}

/// `IRQ raise 7`, `IRQ lower 7`.
fn parse(line: &str) -> Option<Edge> {
    let (word, pin) = line.strip_prefix("IRQ ")?.split_once(' ')?;
    let high = match word {
        "raise" => true,
        "lower" => false,
        _ => return None,
    };
    let pin = pin.parse().ok()?;
    Some(Edge { pin, high })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edges_are_read_and_other_lines_are_none() {
        let edge = |pin, high| Some(Edge { pin, high });
        assert_eq!(parse("IRQ raise 7"), edge(7, true));
        assert_eq!(parse("IRQ lower 25"), edge(25, false));
        for line in [
            "OK",
            "OK 0x0",
            "FAIL Unknown device",
            "IRQ raise",
            "IRQ raise x",
            "",
        ] {
            assert_eq!(parse(line), None, "{line}");
        }
    }
}
