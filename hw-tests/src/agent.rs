//! A separate `fic-agent` process with a modelled board

use std::io::BufRead;
use std::io::BufReader;
use std::path::Path;
use std::process::Child;
use std::process::Command;
use std::process::Stdio;
use std::time::Duration;
use std::time::Instant;

use anyhow::Context;
use anyhow::bail;
use serde_json::Value;

use crate::program::peak_memory;
use crate::program::program;
use crate::program::resident_memory;

/// A running agent; killed when dropped.
pub struct Agent {
    child: Child,
    /// Everything it listens at, as it said.
    listening: Vec<String>,
    report: std::path::PathBuf,
}

impl Agent {
    /// Starts an agent for this modelled board on a free port, with its files in `folder`.
    ///
    /// # Errors
    /// If it is not built or ends before it listens.
    pub fn start(board: &str, folder: &Path) -> anyhow::Result<Self> {
        Self::start_at(board, folder, &[])
    }

    /// The same with more arguments, such as other addresses to listen at.
    ///
    /// # Errors
    /// As [`Self::start`].
    pub fn start_at(board: &str, folder: &Path, more: &[&str]) -> anyhow::Result<Self> {
        Self::spawn(Command::new(program("fic-agent")?), board, folder, more)
    }

    /// The same with another program, such as one that runs an agent built for another machine.
    ///
    /// # Errors
    /// As [`Self::start`].
    pub fn spawn(
        mut program: Command,
        board: &str,
        folder: &Path,
        more: &[&str],
    ) -> anyhow::Result<Self> {
        let report = folder.join("model.json");
        let mut child = program
            .args(["--board", board, "--listen", "tcp://127.0.0.1:0"])
            .arg("--store")
            .arg(folder.join("store"))
            .arg("--model-report")
            .arg(&report)
            .args(more)
            .env_remove("FIC_AGENT_BOARD")
            .env_remove("FIC_AGENT_STORE")
            .stdin(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()?;
        let mut lines = BufReader::new(child.stderr.take().context("no stderr")?).lines();
        let addresses = 1 + more.iter().filter(|word| **word == "--listen").count();
        let mut listening = Vec::new();
        while listening.len() < addresses {
            let line = lines.next().context("the agent ended")??;
            if let Some(address) = line.strip_prefix("listening on ") {
                listening.push(address.to_owned());
            }
        }
        // What it says later must not block it.
        std::thread::spawn(move || lines.for_each(drop));
        Ok(Self {
            child,
            listening,
            report,
        })
    }

    /// `host:port` of plain TCP.
    pub fn address(&self) -> &str {
        let first = self.listening.first().map_or("", String::as_str);
        first.trim_start_matches("tcp://")
    }

    /// The address with this scheme that it said it listens at.
    ///
    /// # Errors
    /// If it was not told to.
    pub fn listening(&self, scheme: &str) -> anyhow::Result<String> {
        let found = |address: &&String| address.starts_with(&format!("{scheme}:"));
        let address = self.listening.iter().find(found);
        address
            .cloned()
            .with_context(|| format!("not at {scheme}:"))
    }

    /// The most memory it has held so far, bytes.
    ///
    /// # Errors
    /// If it has ended.
    pub fn peak_memory(&self) -> anyhow::Result<u64> {
        peak_memory(self.child.id())
    }

    /// The memory that it holds now, bytes.
    ///
    /// # Errors
    /// If it has ended.
    pub fn resident_memory(&self) -> anyhow::Result<u64> {
        resident_memory(self.child.id())
    }

    /// Ends it in order; returns what its model has seen.
    ///
    /// # Errors
    /// If it does not end well within 20 s.
    pub fn finish(mut self) -> anyhow::Result<Value> {
        let id = self.child.id().to_string();
        Command::new("kill").args(["-TERM", &id]).status()?;
        let until = Instant::now() + Duration::from_secs(20);
        loop {
            match self.child.try_wait()? {
                Some(status) if status.success() => break,
                Some(status) => bail!("the agent ended with {status}"),
                None if Instant::now() > until => bail!("the agent does not end"),
                None => std::thread::sleep(Duration::from_millis(5)),
            }
        }
        Ok(serde_json::from_slice(&std::fs::read(&self.report)?)?)
    }
}

impl Drop for Agent {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
