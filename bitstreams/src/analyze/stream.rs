//! The packet decoder behind the analyzer.

use fic_error::{ImageError, ImageFault};

use super::analyzer::Analyzer;
use super::layer::State;
use crate::packet::{BUS_WIDTH, Header, NOP, Operation, Register, SYNC_WORD, is_pad};

const FDRI: u8 = Register::Fdri as u8;
const BOUT: u8 = Register::Bout as u8;
const LOUT: u8 = Register::Lout as u8;

impl Analyzer {
    /// How many of the next words are frame data of the innermost stream.
    pub(super) fn bulk_len(&self, available: usize) -> usize {
        let layer = &self.layers[self.depth];
        let State::Data {
            register: FDRI,
            left,
        } = layer.state
        else {
            return 0;
        };
        let left = if self.depth > 0 {
            left.min(layer.left)
        } else {
            left
        };
        available.min(left as usize)
    }

    /// Takes words that [`bulk_len`](Self::bulk_len) allowed.
    pub(super) fn take_frame_data(&mut self, words: &[[u8; 4]]) {
        let count = words.len() as u32;
        let layer = &mut self.layers[self.depth];
        layer.crc.feed_native(FDRI, words.as_flattened());
        layer.state = match layer.state {
            State::Data { register, left } if left > count => State::Data {
                register,
                left: left - count,
            },
            _ => State::Header,
        };
        self.summary.dies[self.depth].add_frame_words(count);
        self.advance(count);
    }

    pub(super) fn take_word(&mut self, word: u32) {
        let depth = self.depth;
        match self.layers[depth].state {
            State::Seeking => self.seek(word),
            State::Confirming => self.confirm(word),
            State::Header => self.header(word),
            State::Data { register, left } => self.data(register, left, word),
            State::Opaque => {}
            State::Ended => {
                self.summary.trailing_words = self.summary.trailing_words.saturating_add(1)
            }
        }
        self.previous_word = word;
        if self.depth > depth {
            self.summary.words = self.summary.words.saturating_add(1);
        } else {
            self.advance(1);
        }
    }

    /// Counts words of the innermost layer, and closes it (and those that end with it).
    fn advance(&mut self, count: u32) {
        self.summary.words = self.summary.words.saturating_add(count);
        if self.depth == 0 {
            return;
        }
        let layer = &mut self.layers[self.depth];
        layer.left = layer.left.saturating_sub(count);
        while self.depth > 0 && self.layers[self.depth].left == 0 {
            self.close_nested();
            self.depth -= 1;
        }
    }

    fn seek(&mut self, word: u32) {
        if word == SYNC_WORD {
            self.layers[self.depth].state = State::Confirming;
        } else if word == BUS_WIDTH[1] && self.previous_word == BUS_WIDTH[0] {
            self.summary.bus_width |= self.summary.sync_word.is_none();
        } else if !is_pad(word) && word != NOP {
            self.stray(self.summary.words);
        }
    }

    fn confirm(&mut self, word: u32) {
        if Header::can_follow_sync(word) {
            self.begin_section();
            self.header(word);
            return;
        }
        self.layers[self.depth].state = State::Seeking;
        self.stray(self.summary.words.saturating_sub(1));
        if self.layers[self.depth].state == State::Seeking {
            self.seek(word);
        }
    }

    /// A word outside a section that is no padding: before the first one, or after the last.
    fn stray(&mut self, index: u32) {
        let layer = &mut self.layers[self.depth];
        if layer.had_section {
            layer.state = State::Ended;
            self.summary.trailing_words = self.summary.trailing_words.saturating_add(1);
            self.summary.trailing_word.get_or_insert(index);
        } else {
            self.fault(ImageError::at(ImageFault::LeadingData, index));
        }
    }

    fn begin_section(&mut self) {
        let sync_word = self.summary.words.saturating_sub(1);
        if self.is_configured() {
            self.fault(ImageError::at(ImageFault::SecondConfiguration, sync_word));
        }
        let (summary, depth) = (&mut self.summary, self.depth);
        summary.sync_word.get_or_insert(sync_word);
        summary.die_count = summary.die_count.max(depth as u8 + 1);
        let die = &mut summary.dies[depth];
        die.sections = die.sections.saturating_add(1);
        self.layers[depth].synchronise(sync_word);
    }

    /// Whether a full stream is over: outside a section, with the startup of every die behind it.
    fn is_configured(&self) -> bool {
        let summary = &self.summary;
        let dies = summary.part().map_or(0, |part| usize::from(part.dies));
        self.depth == 0
            && summary.full_marks.any()
            && self.one_configuration()
            && summary
                .dies
                .get(..dies)
                .is_some_and(|dies| dies.iter().all(|die| die.starts > 0 && die.desyncs > 0))
    }

    fn header(&mut self, word: u32) {
        if self.summary.encrypted && !self.is_before_ciphertext(word) {
            self.layers[self.depth].state = State::Opaque;
            return;
        }
        let header = Header::decode(word);
        self.header_word = word;
        self.note_oddness(word, header);
        match header {
            Some(Header::Type1 {
                operation,
                register,
                count,
            }) => {
                if operation != Operation::Nop {
                    self.layers[self.depth].register = Some(register);
                }
                self.packet(operation, register, count);
            }
            Some(Header::Type2 { operation, count }) => {
                match (operation, self.layers[self.depth].register) {
                    (_, Some(register)) => self.packet(operation, register, count),
                    (Operation::Nop, None) => {}
                    (_, None) => self.bad_packet(word),
                }
            }
            None => self.no_header(word),
        }
    }

    /// What a tool never writes and hardware may ignore; a flipped NOP is likely to become such.
    fn note_oddness(&mut self, word: u32, header: Option<Header>) {
        let layer = &mut self.layers[self.depth];
        let lonely = layer.selected && !matches!(header, Some(Header::Type2 { .. }));
        layer.selected = matches!(
            header,
            Some(Header::Type1 {
                operation: Operation::Write,
                count: 0,
                ..
            })
        );
        let canonical = header.map_or(word != 0, |header| header.is_canonical(word));
        if lonely || !canonical {
            self.odd(word);
        }
    }

    /// Between the decryptor's set-up and the ciphertext stand NOPs and, in the 7 series, the length.
    fn is_before_ciphertext(&self, word: u32) -> bool {
        word == NOP
            || matches!(
                Header::decode(word),
                Some(Header::Type1 { operation: Operation::Write, register, .. })
                    if matches!(register, 0x05 | 0x06 | 0x0B | 0x1A)
            )
    }

    fn packet(&mut self, operation: Operation, register: u8, count: u32) {
        if operation != Operation::Write {
            return;
        }
        self.summary.register_writes = self.summary.register_writes.saturating_add(1);
        if count == 0 {
            return;
        }
        let layer = &mut self.layers[self.depth];
        // Debug files write LOUT after each frame, and the pad frames of a row after that.
        layer.in_frames = register == FDRI || (register == LOUT && layer.in_frames);
        self.note_register(register, count);
        if register == BOUT {
            self.open_nested(count);
        } else {
            self.layers[self.depth].state = State::Data {
                register,
                left: count,
            };
        }
    }

    /// Words that real files carry between packets (`facts/bitstream-files.md` 2), and those that none does.
    fn no_header(&mut self, word: u32) {
        let layer = &mut self.layers[self.depth];
        if word == SYNC_WORD {
            layer.crc.reset();
            self.summary.resyncs = self.summary.resyncs.saturating_add(1);
        } else if is_pad(word) {
            // The pad frames of 7-series debug files stand there as bare zeros, and are in the CRC.
            if word == 0 && layer.in_frames && self.bare_frames {
                layer.crc.feed(FDRI, 0);
            }
        } else {
            self.bad_packet(word);
        }
    }

    pub(super) fn odd(&mut self, value: u32) {
        self.summary
            .odd_word
            .get_or_insert((self.summary.words, value));
    }

    pub(super) fn bad_packet(&mut self, value: u32) {
        self.fault(ImageError {
            found: value,
            ..ImageError::at(ImageFault::BadPacket, self.summary.words)
        });
    }

    pub(super) fn fault(&mut self, error: ImageError) {
        self.summary.first_fault.get_or_insert(error);
    }
}
