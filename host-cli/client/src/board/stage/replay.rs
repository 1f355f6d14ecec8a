//! A design read from the beginning, with a short memory for pieces that are sent again

use std::collections::VecDeque;
use std::io;
use std::io::Read;

use crate::design::Design;
use crate::error::Error;

/// Where native data comes from.
pub(crate) trait Source {
    /// The data from its beginning.
    fn open(&self) -> Result<Box<dyn Read + '_>, Error>;
    /// The error of a read.
    fn failed(&self, error: io::Error) -> Error;
}

impl Source for Design {
    fn open(&self) -> Result<Box<dyn Read + '_>, Error> {
        self.open_native()
    }

    fn failed(&self, error: io::Error) -> Error {
        self.read_error(error)
    }
}

/// Reads a design at rising offsets; what lies at most `keep` bytes back is still there,
/// further back means to begin again.
pub(super) struct ReplayBuffer<'s> {
    source: &'s dyn Source,
    reader: Option<Box<dyn Read + 's>>,
    /// Offset of the reader: the end of `kept`.
    at: u64,
    kept: VecDeque<u8>,
    keep: usize,
    piece: Vec<u8>,
}

impl<'s> ReplayBuffer<'s> {
    pub(super) fn new(source: &'s dyn Source, keep: usize) -> Self {
        Self {
            source,
            reader: None,
            at: 0,
            kept: VecDeque::with_capacity(keep),
            keep,
            piece: Vec::new(),
        }
    }

    /// The bytes at `offset..offset + len`, which the design must have.
    pub(super) fn read_at(&mut self, offset: u32, len: u16) -> Result<&[u8], Error> {
        let start = u64::from(offset);
        if self.reader.is_none() || start < self.at - self.kept.len() as u64 {
            self.reader = Some(self.source.open()?);
            self.at = 0;
            self.kept.clear();
        }
        self.advance(start + u64::from(len))?;
        let back = (self.at - start) as usize;
        let from = self.kept.len() - back;
        self.piece.clear();
        self.piece
            .extend(self.kept.range(from..from + usize::from(len)));
        Ok(&self.piece)
    }

    /// Reads until `end` lies behind.
    fn advance(&mut self, end: u64) -> Result<(), Error> {
        let mut buffer = [0; 8192];
        while self.at < end {
            let want = (end - self.at).min(buffer.len() as u64) as usize;
            let Some(reader) = &mut self.reader else {
                return Ok(());
            };
            reader
                .read_exact(&mut buffer[..want])
                .map_err(|error| self.source.failed(error))?;
            self.at += want as u64;
            let surplus = (self.kept.len() + want).saturating_sub(self.keep);
            self.kept.drain(..surplus.min(self.kept.len()));
            self.kept.extend(&buffer[..want]);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    struct Bytes(Vec<u8>, Cell<u32>);

    impl Source for Bytes {
        fn open(&self) -> Result<Box<dyn Read + '_>, Error> {
            self.1.set(self.1.get() + 1);
            Ok(Box::new(&self.0[..]))
        }

        fn failed(&self, source: io::Error) -> Error {
            Error::System {
                what: "read",
                source,
            }
        }
    }

    #[test]
    fn a_short_way_back_costs_no_new_reading() {
        let bytes = Bytes(
            (0..40_000u32).map(|n| (n / 7) as u8).collect(),
            Cell::new(0),
        );
        let mut rewind = ReplayBuffer::new(&bytes, 16_384);
        for (offset, opened) in [
            (0, 1),
            (8192, 1),
            (100, 1),
            (30_000, 1),
            (21_808, 1),
            (0, 2),
        ] {
            let piece = rewind.read_at(offset, 8192).unwrap();
            let offset = offset as usize;
            assert!(piece == &bytes.0[offset..offset + 8192], "at {offset}");
            assert_eq!(bytes.1.get(), opened, "at {offset}");
        }
        assert!(rewind.read_at(39_000, 2000).is_err(), "beyond the end");
    }
}
