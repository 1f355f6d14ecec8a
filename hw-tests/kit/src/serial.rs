//! Two ends of a serial line: a pair of ptys with a line between them that may be noisy

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

use serialport::SerialPort;
use serialport::TTYPort;

use crate::noise::Random;

/// A line; it ends when dropped.
pub struct Line {
    /// Device for the board.
    pub board: String,
    /// Device for the host.
    pub host: String,
    over: Arc<AtomicBool>,
    // A pty whose other side nobody holds reads as hung up.
    _slaves: [TTYPort; 2],
}

impl Line {
    /// One byte of `noise` is changed or lost; 0 for a clean line.
    pub fn new(noise: u32) -> Self {
        let (one, board) = pair();
        let (other, host) = pair();
        let over = Arc::new(AtomicBool::new(false));
        let (one_out, other_out) = (
            one.try_clone_native().unwrap(),
            other.try_clone_native().unwrap(),
        );
        carry(one, other_out, noise, 1, &over);
        carry(other, one_out, noise, 2, &over);
        Self {
            board: board.name().unwrap(),
            host: host.name().unwrap(),
            over,
            _slaves: [board, host],
        }
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        self.over.store(true, Ordering::Relaxed);
    }
}

/// Making a pty is not safe from several threads at once.
static PTY: Mutex<()> = Mutex::new(());

fn pair() -> (TTYPort, TTYPort) {
    let _one_at_a_time = PTY.lock().unwrap_or_else(PoisonError::into_inner);
    let (mut master, slave) = TTYPort::pair().unwrap();
    master.set_timeout(Duration::from_millis(20)).unwrap();
    (master, slave)
}

fn carry(mut from: TTYPort, mut to: TTYPort, noise: u32, seed: u32, over: &Arc<AtomicBool>) {
    let over = Arc::clone(over);
    thread::spawn(move || {
        let mut random = Random::new(0x0F1C << seed);
        let mut buffer = [0; 1024];
        while !over.load(Ordering::Relaxed) {
            let len = match from.read(&mut buffer) {
                Ok(len) => len,
                Err(error) if error.kind() == ErrorKind::TimedOut => continue,
                Err(_) => return,
            };
            let passed = disturb(&buffer[..len], noise, &mut random);
            if to.write_all(&passed).is_err() && over.load(Ordering::Relaxed) {
                return;
            }
        }
    });
}

fn disturb(bytes: &[u8], noise: u32, random: &mut Random) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    for &byte in bytes {
        if noise == 0 || !random.next_u32().is_multiple_of(noise) {
            out.push(byte);
        } else if random.next_u32().is_multiple_of(2) {
            out.push(byte ^ 0x10);
        }
    }
    out
}
