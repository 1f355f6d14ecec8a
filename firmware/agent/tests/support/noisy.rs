//! A line that flips bits and loses bytes

use std::io;
use std::io::Read;
use std::io::Write;

/// Damages about one byte in `every` of what passes.
pub struct Noisy<T> {
    inner: T,
    every: u32,
    state: u32,
    pub damaged: u32,
}

impl<T> Noisy<T> {
    pub fn new(inner: T, every: u32, seed: u32) -> Self {
        Self {
            inner,
            every,
            state: seed | 1,
            damaged: 0,
        }
    }

    fn dice(&mut self) -> u32 {
        self.state ^= self.state << 13;
        self.state ^= self.state >> 17;
        self.state ^= self.state << 5;
        self.state
    }

    fn damage(&mut self, bytes: &[u8]) -> Vec<u8> {
        let mut out = Vec::with_capacity(bytes.len());
        for &byte in bytes {
            if !self.dice().is_multiple_of(self.every) {
                out.push(byte);
                continue;
            }
            self.damaged += 1;
            match self.dice() % 3 {
                0 => {}
                1 => out.push(byte ^ 1 << (self.dice() % 8)),
                _ => out.extend([byte, self.dice() as u8]),
            }
        }
        out
    }
}

impl<T: Write> Write for Noisy<T> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let damaged = self.damage(bytes);
        self.inner.write_all(&damaged)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

impl<T: Read> Read for Noisy<T> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        // Room for what noise adds.
        let half = buffer.len() / 2;
        let len = self.inner.read(&mut buffer[..half])?;
        let damaged = self.damage(&buffer[..len]);
        if len > 0 && damaged.is_empty() {
            return Err(io::ErrorKind::TimedOut.into());
        }
        buffer[..damaged.len()].copy_from_slice(&damaged);
        Ok(damaged.len())
    }
}
