//! One pass over configuration data: bytes to words, frame data in bulk

use super::layer::Layer;
use super::summary::{MAX_DIES, Summary};

/// Reads native configuration data and sums up what it is.
///
/// ```
/// use fic_bitstream::{Analyzer, ImageError, ImageFault};
///
/// let mut analyzer = Analyzer::new();
/// analyzer.push(b"hello, this is");
/// analyzer.push(b" no bitstream");
/// assert_eq!(analyzer.finish().check(), Err(ImageError::new(ImageFault::NoSync)));
/// ```
#[derive(Debug, Clone)]
pub struct Analyzer {
    pub(super) summary: Summary,
    pub(super) layers: [Layer; MAX_DIES],
    /// Index of the innermost open layer: 0 is the stream itself, 1 what it hands to the next die.
    pub(super) depth: usize,
    /// Bytes of a word that the last chunk cut.
    carry: [u8; 4],
    carried: usize,
    pub(super) previous_word: u32,
    /// The packet header that was read last.
    pub(super) header_word: u32,
    /// Whether bare zeros after frame data are frame data too; not in UltraScale.
    pub(super) bare_frames: bool,
}

impl Default for Analyzer {
    fn default() -> Self {
        Self::new()
    }
}

impl Analyzer {
    /// Before the first byte.
    pub const fn new() -> Self {
        Self {
            summary: Summary::new(),
            layers: [Layer::new(); MAX_DIES],
            depth: 0,
            carry: [0; 4],
            carried: 0,
            previous_word: 0,
            header_word: 0,
            bare_frames: true,
        }
    }

    /// Takes the next bytes of native data; how they are cut does not matter.
    ///
    /// Cost: a few ns a word in frame data; `cargo xtask bench` measures it.
    pub fn push(&mut self, native_bytes: &[u8]) {
        self.summary.len_bytes = self
            .summary
            .len_bytes
            .saturating_add(native_bytes.len() as u64);
        let bytes = self.complete_carry(native_bytes);
        let (words, rest) = bytes.as_chunks::<4>();
        self.take_words(words);
        if !rest.is_empty() {
            self.carry[..rest.len()].copy_from_slice(rest);
            self.carried = rest.len();
        }
    }

    /// Ends the data.
    pub fn finish(mut self) -> Summary {
        self.summary.ragged_bytes = self.carried as u8;
        self.summary.ragged[..self.carried].copy_from_slice(&self.carry[..self.carried]);
        self.close();
        self.summary
    }

    /// Fills the cut word from `bytes`, and returns what is left of them.
    fn complete_carry<'a>(&mut self, bytes: &'a [u8]) -> &'a [u8] {
        if self.carried == 0 {
            return bytes;
        }
        let wanted = (4 - self.carried).min(bytes.len());
        let (head, rest) = bytes.split_at(wanted);
        self.carry[self.carried..self.carried + wanted].copy_from_slice(head);
        self.carried += wanted;
        if self.carried == 4 {
            self.carried = 0;
            let word = self.carry;
            self.take_words(&[word]);
        }
        rest
    }

    fn take_words(&mut self, mut words: &[[u8; 4]]) {
        while let Some(first) = words.first() {
            let bulk = self.bulk_len(words.len());
            let taken = if bulk > 0 {
                self.take_frame_data(&words[..bulk]);
                bulk
            } else {
                self.take_word(u32::from_be_bytes(*first));
                1
            };
            words = &words[taken..];
        }
    }
}
