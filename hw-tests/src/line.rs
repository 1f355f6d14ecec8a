//! A serial line between two programs of this machine: two ptys and what carries bytes between them

use std::io::ErrorKind;
use std::io::Read;
use std::io::Write;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering;
use std::thread;
use std::time::Duration;

use anyhow::Context;
use serialport::SerialPort;
use serialport::TTYPort;

/// A clean line; it ends when dropped.
pub struct Line {
    /// Device for the board.
    pub board: String,
    /// Device for the host.
    pub host: String,
    over: Arc<AtomicBool>,
    // A pty whose other side nobody holds reads as hung up.
    _ends: [TTYPort; 2],
}

/// Making a pty is not safe from several threads at once.
static PTY: Mutex<()> = Mutex::new(());

impl Line {
    /// Lays a line.
    ///
    /// # Errors
    /// If the system has no more ptys.
    pub fn new() -> anyhow::Result<Self> {
        let _one_at_a_time = PTY.lock().unwrap_or_else(PoisonError::into_inner);
        let (mut one, board) = TTYPort::pair()?;
        let (mut other, host) = TTYPort::pair()?;
        let over = Arc::new(AtomicBool::new(false));
        for master in [&mut one, &mut other] {
            master.set_timeout(Duration::from_millis(20))?;
        }
        let (to_board, to_host) = (one.try_clone_native()?, other.try_clone_native()?);
        carry(one, to_host, &over);
        carry(other, to_board, &over);
        Ok(Self {
            board: board.name().context("a pty without a name")?,
            host: host.name().context("a pty without a name")?,
            over,
            _ends: [board, host],
        })
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        self.over.store(true, Ordering::Relaxed);
    }
}

fn carry(mut from: TTYPort, mut to: TTYPort, over: &Arc<AtomicBool>) {
    let over = Arc::clone(over);
    thread::spawn(move || {
        let mut buffer = [0; 1024];
        while !over.load(Ordering::Relaxed) {
            match from.read(&mut buffer) {
                Ok(len) if to.write_all(&buffer[..len]).is_ok() => {}
                Err(error) if error.kind() == ErrorKind::TimedOut => {}
                _ => return,
            }
        }
    });
}
