//! Two byte pipes inside this process, for `sim:` and for tests

use std::collections::VecDeque;
use std::io;
use std::io::Read;
use std::io::Write;
use std::sync::Arc;
use std::sync::Condvar;
use std::sync::Mutex;
use std::sync::MutexGuard;
use std::sync::PoisonError;
use std::time::Duration;

/// Bytes that one direction holds before its writer waits: a little more than a window.
const CAPACITY: usize = 160 * 1024;

/// One direction.
#[derive(Default)]
struct Pipe {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    bytes: VecDeque<u8>,
    reader_gone: bool,
    writer_gone: bool,
}

impl Pipe {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits while `condition` holds; `TimedOut` if it still does at the end.
    fn wait(
        &self,
        timeout: Option<Duration>,
        condition: impl FnMut(&mut State) -> bool,
    ) -> io::Result<MutexGuard<'_, State>> {
        let state = self.lock();
        let Some(timeout) = timeout else {
            let state = self.changed.wait_while(state, condition);
            return Ok(state.unwrap_or_else(PoisonError::into_inner));
        };
        let waited = self.changed.wait_timeout_while(state, timeout, condition);
        let (state, result) = waited.unwrap_or_else(PoisonError::into_inner);
        if result.timed_out() {
            Err(io::ErrorKind::TimedOut.into())
        } else {
            Ok(state)
        }
    }
}

/// The end that reads. Dropping it lets the writer fail with `BrokenPipe`.
pub struct PipeReader {
    pipe: Arc<Pipe>,
    timeout: Option<Duration>,
}

/// The end that writes. Dropping it lets the reader see the end after the last byte.
pub struct PipeWriter {
    pipe: Arc<Pipe>,
    timeout: Option<Duration>,
}

/// Two connected ends: what one's writer takes, the other's reader gives.
pub fn duplex() -> ((PipeReader, PipeWriter), (PipeReader, PipeWriter)) {
    let (one, other) = (Arc::default(), Arc::default());
    (
        (reader(&one), writer(&other)),
        (reader(&other), writer(&one)),
    )
}

fn reader(pipe: &Arc<Pipe>) -> PipeReader {
    PipeReader {
        pipe: Arc::clone(pipe),
        timeout: None,
    }
}

fn writer(pipe: &Arc<Pipe>) -> PipeWriter {
    PipeWriter {
        pipe: Arc::clone(pipe),
        timeout: None,
    }
}

/// Ends what a reader can still read, from another thread.
pub(crate) struct HangUp {
    pipe: Arc<Pipe>,
}

impl HangUp {
    /// The reader sees the end after what is in the pipe.
    pub(crate) fn now(&self) {
        self.pipe.lock().writer_gone = true;
        self.pipe.changed.notify_all();
    }
}

impl PipeReader {
    pub(crate) fn hang_up(&self) -> HangUp {
        HangUp {
            pipe: Arc::clone(&self.pipe),
        }
    }

    /// How long a read waits before it fails with `TimedOut`; `None` for ever, the default.
    pub fn set_timeout(&mut self, timeout: Option<Duration>) {
        self.timeout = timeout;
    }
}

impl PipeWriter {
    /// How long a write waits for room before it fails with `TimedOut`; `None` for ever, the default.
    pub fn set_timeout(&mut self, timeout: Option<Duration>) {
        self.timeout = timeout;
    }
}

impl Read for PipeReader {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.is_empty() {
            return Ok(0);
        }
        let empty = |state: &mut State| state.bytes.is_empty() && !state.writer_gone;
        let mut state = self.pipe.wait(self.timeout, empty)?;
        let len = state.bytes.read(buffer)?;
        self.pipe.changed.notify_all();
        Ok(len)
    }
}

impl Write for PipeWriter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if bytes.is_empty() {
            return Ok(0);
        }
        let full = |state: &mut State| state.bytes.len() >= CAPACITY && !state.reader_gone;
        let mut state = self.pipe.wait(self.timeout, full)?;
        if state.reader_gone {
            return Err(io::ErrorKind::BrokenPipe.into());
        }
        let len = bytes.len().min(CAPACITY - state.bytes.len());
        state.bytes.extend(&bytes[..len]);
        self.pipe.changed.notify_all();
        Ok(len)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Drop for PipeReader {
    fn drop(&mut self) {
        self.pipe.lock().reader_gone = true;
        self.pipe.changed.notify_all();
    }
}

impl Drop for PipeWriter {
    fn drop(&mut self) {
        self.pipe.lock().writer_gone = true;
        self.pipe.changed.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use std::thread;

    use super::*;

    #[test]
    fn bytes_arrive_in_order_and_then_the_end() {
        let ((mut reader, _keep), (_, mut writer)) = duplex();
        let sent: Vec<u8> = (0..1_000_000u32).map(|i| i as u8).collect();
        let copy = sent.clone();
        let thread = thread::spawn(move || writer.write_all(&copy));
        let mut got = Vec::new();
        reader.read_to_end(&mut got).unwrap();
        thread.join().unwrap().unwrap();
        assert!(got == sent);
    }

    #[test]
    fn a_writer_waits_for_room_and_no_longer_than_told() {
        let ((_reader, _), (_, mut writer)) = duplex();
        writer.set_timeout(Some(Duration::from_millis(20)));
        let wrote = writer.write(&vec![1; 2 * CAPACITY]).unwrap();
        assert_eq!(wrote, CAPACITY);
        let error = writer.write(&[1]).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::TimedOut);
    }

    #[test]
    fn a_reader_waits_no_longer_than_told() {
        let ((mut reader, _keep), _other) = duplex();
        reader.set_timeout(Some(Duration::from_millis(20)));
        let error = reader.read(&mut [0; 4]).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::TimedOut);
    }

    #[test]
    fn a_dropped_reader_ends_the_writer() {
        let ((reader, _), (_, mut writer)) = duplex();
        drop(reader);
        let error = writer.write(&[1]).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::BrokenPipe);
    }
}
