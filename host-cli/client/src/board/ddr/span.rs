//! A piece of a 4 GiB address space

use crate::error::Error;

/// Bytes of an address space.
const SPACE: u64 = 1 << 32;
/// Bytes that one request writes: what a frame carries.
pub(super) const AT_ONCE: usize = 8192;
/// What the board's memory is reached by.
pub(super) const WORD: u64 = 4;

/// At least one byte, none past the end of 4 GiB.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    start: u64,
    len: u64,
}

impl Span {
    /// `len` bytes from `start` upwards.
    ///
    /// # Errors
    /// [`Error::OutOfRange`] of no byte, or of any past the end.
    ///
    /// # Examples
    /// ```
    /// use fic_client::board::ddr::Span;
    /// assert_eq!(Span::new(0xFFFF_FFFF, 1)?.len(), 1);
    /// assert!(Span::new(0xFFFF_FFFF, 2).is_err());
    /// # Ok::<(), fic_client::Error>(())
    /// ```
    pub fn new(start: u64, len: u64) -> Result<Self, Error> {
        let fits = start.checked_add(len).is_some_and(|end| end <= SPACE);
        match fits && len > 0 {
            true => Ok(Self { start, len }),
            false => Err(Error::OutOfRange {
                message: format!(
                    "{len} bytes from {start:#x} are out of range: at least 1, up to 0xffffffff"
                ),
            }),
        }
    }

    /// The first byte.
    pub fn start(&self) -> u64 {
        self.start
    }

    /// How many bytes.
    #[expect(clippy::len_without_is_empty, reason = "it is never empty")]
    pub fn len(&self) -> u64 {
        self.len
    }

    /// The byte after the last.
    pub fn end(&self) -> u64 {
        self.start + self.len
    }

    /// Starts and ends at a word.
    pub fn is_aligned(&self) -> bool {
        self.start.is_multiple_of(WORD) && self.len.is_multiple_of(WORD)
    }

    /// The words that hold it.
    pub(super) fn words(&self) -> Self {
        let start = self.start - self.start % WORD;
        Self {
            start,
            len: self.end().next_multiple_of(WORD) - start,
        }
    }

    /// Pieces of at most `most` bytes, in order.
    pub(super) fn pieces(self, most: u64) -> impl Iterator<Item = Self> {
        let starts = (self.start..self.end()).step_by(most as usize);
        starts.map(move |start| Self {
            start,
            len: most.min(self.end() - start),
        })
    }

    /// For the wire.
    pub(super) fn parts(&self) -> (u32, u32) {
        // A span ends within 4 GiB; only pieces, which are short, go onto the wire.
        (self.start as u32, self.len as u32)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_end_with_the_space() {
        for (start, len, good) in [
            (0, 1 << 32, true),
            (0xFFFF_FFFC, 4, true),
            (0xFFFF_FFFD, 4, false),
            (1 << 32, 1, false),
            (5, 0, false),
            (u64::MAX, u64::MAX, false),
        ] {
            assert_eq!(Span::new(start, len).is_ok(), good, "{start:#x} {len:#x}");
        }
    }

    #[test]
    fn words_hold_a_span() {
        for (start, len, words) in [(0, 4, (0, 4)), (3, 2, (0, 8)), (5, 1, (4, 4))] {
            assert_eq!(Span::new(start, len).unwrap().words().parts(), words);
        }
        let last = Span::new(0xFFFF_FFFE, 2).unwrap().words();
        assert_eq!((last.parts(), last.end()), ((0xFFFF_FFFC, 4), 1 << 32));
    }

    #[test]
    fn pieces_cover_a_span() {
        let pieces: Vec<_> = Span::new(4, 20)
            .unwrap()
            .pieces(8)
            .map(|p| p.parts())
            .collect();
        assert_eq!(pieces, [(4, 8), (12, 8), (20, 4)]);
    }
}
