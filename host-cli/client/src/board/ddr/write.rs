//! Writing at any address: the words at both edges are read, changed and written back

use std::io::Read;

use fic_protocol::HostRequest;

use super::ddr::Ddr;
use super::span::AT_ONCE;
use super::span::Span;
use super::span::WORD;
use super::verify::Sums;
use crate::error::Error;
use crate::progress::Progress;
use crate::progress::Step;
use fic_protocol::Space;

/// What was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Written {
    /// Bytes.
    pub len_bytes: u64,
    /// Of them (and of the words at the edges) those that were read back by checksum.
    pub verified_bytes: u64,
}

impl Ddr<'_> {
    /// Writes bytes at any address of the memory and verifies them.
    ///
    /// # Errors
    /// Those of [`Self::write_from`].
    pub fn write(&mut self, address: u64, mut bytes: &[u8]) -> Result<Written, Error> {
        let len = bytes.len() as u64;
        let verify = self.space == Space::Memory;
        self.write_from(
            address,
            &mut bytes,
            Some(len),
            verify,
            &mut crate::progress::Silent,
        )
    }

    /// Writes all that `source` gives, `len` bytes if known, then reads it back by
    /// checksum if `verify`. Bounded memory.
    ///
    /// # Errors
    /// [`Error::OutOfRange`]; [`Error::Unaligned`] if AXI registers are to be written in
    /// part, or verified, for reading may change them; [`Error::VerifyDiffers`]; those of
    /// the link; [`Error::Busy`]; [`Error::Board`]; [`Error::System`] if it cannot be
    /// read; as [`Error::PartialTransfer`] if some had been written.
    pub fn write_from(
        &mut self,
        address: u64,
        source: &mut dyn Read,
        len: Option<u64>,
        verify: bool,
        progress: &mut dyn Progress,
    ) -> Result<Written, Error> {
        if let Some(len) = len {
            self.check_write(Span::new(address, len)?)?;
        }
        let mut sums = Sums::new(address - address % WORD);
        let len_bytes = self.write_all(address, source, len, &mut sums, progress)?;
        let mut written = Written {
            len_bytes,
            verified_bytes: 0,
        };
        if verify && self.space == Space::Memory {
            written.verified_bytes = self.verify(&sums, len_bytes, progress)?;
        }
        Ok(written)
    }

    /// Checks a write without doing it.
    ///
    /// # Errors
    /// [`Error::Unaligned`].
    pub fn check_write(&self, span: Span) -> Result<(), Error> {
        if self.space == Space::Memory || span.is_aligned() {
            return Ok(());
        }
        Err(Error::Unaligned {
            message: format!(
                "{} bytes from {:#x}: AXI registers are written whole, in multiples of {WORD}",
                span.len(),
                span.start()
            ),
        })
    }

    fn write_all(
        &mut self,
        address: u64,
        source: &mut dyn Read,
        len: Option<u64>,
        sums: &mut Sums,
        progress: &mut dyn Progress,
    ) -> Result<u64, Error> {
        let mut buffer = vec![0; AT_ONCE];
        let mut done = 0;
        loop {
            progress.report(Step::Send, done, len.unwrap_or(0));
            let outcome = self.write_some(address + done, source, &mut buffer, sums, done > 0);
            let now = outcome.map_err(|error| match done {
                0 => error,
                _ => error.after(
                    format!("{done} bytes had been written, none verified"),
                    done,
                ),
            })?;
            if now == 0 {
                return Ok(done);
            }
            done += now;
        }
    }

    /// Writes one request's worth and returns how many bytes of the source it took.
    fn write_some(
        &mut self,
        address: u64,
        source: &mut dyn Read,
        buffer: &mut [u8],
        sums: &mut Sums,
        more: bool,
    ) -> Result<u64, Error> {
        let head = (address % WORD) as usize;
        let now = self.board.fill(source, &mut buffer[head..])?;
        if now == 0 && more {
            return Ok(0);
        }
        let span = Span::new(address, now as u64)?;
        self.check_write(span)?;
        let words = span.words();
        self.merge_edges(span, words, buffer)?;
        let data = &buffer[..words.len() as usize];
        let (address, _) = words.parts();
        self.write_words(address, data)?;
        sums.update(data);
        Ok(now as u64)
    }

    /// Puts what the memory holds around `span` around it in the buffer.
    fn merge_edges(&mut self, span: Span, words: Span, buffer: &mut [u8]) -> Result<(), Error> {
        let head = (span.start() - words.start()) as usize;
        let end = (span.end() - words.start()) as usize;
        let last = words.len() as usize - WORD as usize;
        if head > 0 {
            let word = self.read_words(Span::new(words.start(), WORD)?)?;
            buffer[..head].copy_from_slice(&word[..head]);
        }
        if end < words.len() as usize {
            let word = self.read_words(Span::new(words.end() - WORD, WORD)?)?;
            buffer[end..words.len() as usize].copy_from_slice(&word[end - last..]);
        }
        Ok(())
    }

    fn write_words(&mut self, address: u32, data: &[u8]) -> Result<(), Error> {
        let space = self.space;
        let request = HostRequest::DdrWrite {
            space,
            address,
            data,
        };
        self.board.order(&request, data.len())
    }
}
