//! Bytes that look random and are the same every time, and lines that damage what passes

use std::io;
use std::io::Read;
use std::io::Write;

/// Xorshift: the same numbers for the same seed.
pub struct Random(u32);

impl Random {
    /// Any seed will do.
    pub fn new(seed: u32) -> Self {
        Self(seed | 1)
    }

    /// The next number.
    pub fn next_u32(&mut self) -> u32 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 17;
        self.0 ^= self.0 << 5;
        self.0
    }

    /// The next bytes.
    pub fn bytes(&mut self, len: usize) -> Vec<u8> {
        (0..len).map(|_| self.next_u32() as u8).collect()
    }
}

/// Data that neither compresses nor repeats.
pub fn noise(len: usize, seed: u64) -> Vec<u8> {
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 32) as u8
    };
    (0..len).map(|_| next()).collect()
}

/// Flips bits, loses and adds bytes: about one in `every` of what passes.
pub struct Noisy<T> {
    inner: T,
    every: u32,
    random: Random,
}

impl<T> Noisy<T> {
    /// Around a stream.
    pub fn new(inner: T, every: u32, seed: u32) -> Self {
        Self {
            inner,
            every,
            random: Random::new(seed),
        }
    }

    fn damage(&mut self, bytes: &[u8]) -> Vec<u8> {
        let mut out = Vec::with_capacity(bytes.len());
        for &byte in bytes {
            if !self.random.next_u32().is_multiple_of(self.every) {
                out.push(byte);
                continue;
            }
            match self.random.next_u32() % 3 {
                0 => {}
                1 => out.push(byte ^ 1 << (self.random.next_u32() % 8)),
                _ => out.extend([byte, self.random.next_u32() as u8]),
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
