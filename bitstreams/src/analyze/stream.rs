//! The packet decoder behind the analyzer.

use super::layer::{Layer, State};
use super::{Analyzer, CrcFailure, End, MAX_DIES};
use crate::format_error::FormatError;
use crate::packet::{BUS_WIDTH, Command, Header, NOP, Operation, Register, SYNC_WORD, is_pad};

const FDRI: u8 = Register::Fdri as u8;
const BOUT: u8 = Register::Bout as u8;
/// CTL0 bit 6, DEC: what follows is encrypted.
const CTL0_DECRYPT: u32 = 1 << 6;
/// Words of an initialisation vector. Spartan-3 has another register (FLR, one word) at CBC's address.
const CBC_WORDS: u32 = 4;

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
            self.fault(FormatError::LeadingData { word: index });
        }
    }

    fn begin_section(&mut self) {
        let (summary, depth) = (&mut self.summary, self.depth);
        summary
            .sync_word
            .get_or_insert(summary.words.saturating_sub(1));
        summary.die_count = summary.die_count.max(depth as u8 + 1);
        let die = &mut summary.dies[depth];
        die.sections = die.sections.saturating_add(1);
        self.layers[depth].synchronise();
    }

    fn header(&mut self, word: u32) {
        if self.summary.encrypted && !self.is_before_ciphertext(word) {
            self.layers[self.depth].state = State::Opaque;
            return;
        }
        let header = Header::decode(word);
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

    fn note_register(&mut self, register: u8, count: u32) {
        let summary = &mut self.summary;
        match Register::from_code(u32::from(register)) {
            Some(Register::Cbc) if count >= CBC_WORDS => summary.encrypted = true,
            Some(Register::Dwc) => summary.encrypted = true,
            Some(Register::Mfwr) => {
                let die = &mut summary.dies[self.depth];
                die.mfwr_writes = die.mfwr_writes.saturating_add(1);
                die.frames_written();
            }
            Some(Register::Fdri) => summary.dies[self.depth].frames_written(),
            Some(Register::Cor1) => summary.full_marks.cor1 = true,
            Some(Register::Wbstar) => summary.full_marks.wbstar = true,
            Some(Register::Timer) => summary.full_marks.timer = true,
            Some(Register::RbcrcSw) => summary.full_marks.rbcrc_sw = true,
            _ => {}
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
            if word == 0 && layer.register == Some(FDRI) && self.bare_frames {
                layer.crc.feed(FDRI, 0);
            }
        } else {
            self.bad_packet(word);
        }
    }

    fn data(&mut self, register: u8, left: u32, word: u32) {
        self.layers[self.depth].state = match left {
            0 | 1 => State::Header,
            _ => State::Data {
                register,
                left: left - 1,
            },
        };
        if register == Register::Crc as u8 {
            self.check_crc(word);
            return;
        }
        let layer = &mut self.layers[self.depth];
        if Register::is_in_crc(register) {
            layer.crc.feed(register, word);
        }
        match Register::from_code(u32::from(register)) {
            Some(Register::Cmd) => self.command(word),
            Some(Register::Mask) => layer.mask = word,
            Some(Register::Ctl0) => self.summary.encrypted |= word & layer.mask & CTL0_DECRYPT != 0,
            Some(Register::Idcode) => self.idcode(word),
            _ => {}
        }
    }

    fn idcode(&mut self, idcode: u32) {
        self.summary.dies[self.depth].note_idcode(idcode);
        self.bare_frames = self
            .summary
            .part()
            .is_none_or(|part| !part.family.is_strict());
    }

    fn command(&mut self, code: u32) {
        if Command::from_code(code).is_none() {
            self.odd(code);
        }
        let (layer, die) = (
            &mut self.layers[self.depth],
            &mut self.summary.dies[self.depth],
        );
        match Command::from_code(code) {
            Some(Command::Rcrc) => layer.crc.reset(),
            Some(Command::Switch) => self.summary.full_marks.switch = true,
            Some(Command::Start) => {
                die.starts = die.starts.saturating_add(1);
                layer.started = true;
            }
            Some(Command::Desync) => {
                die.desyncs = die.desyncs.saturating_add(1);
                die.last_section_started = layer.started;
                layer.state = State::Seeking;
            }
            _ => {}
        }
    }

    fn check_crc(&mut self, expected: u32) {
        let (layer, die) = (
            &mut self.layers[self.depth],
            &mut self.summary.dies[self.depth],
        );
        let found = layer.crc.value();
        layer.crc.reset();
        if found == expected {
            die.crc_matched = die.crc_matched.saturating_add(1);
            return;
        }
        die.crc_wrong = die.crc_wrong.saturating_add(1);
        let failure = CrcFailure {
            die: self.depth as u8,
            section: die.sections,
            word: self.summary.words,
            expected,
            found,
        };
        self.summary.first_crc_failure.get_or_insert(failure);
        self.fault(failure.into());
    }

    fn open_nested(&mut self, count: u32) {
        let word = self.summary.words;
        let layer = &mut self.layers[self.depth];
        // A nested write ends no later than the write around it; a longer one is cut there.
        let room = if self.depth == 0 {
            count
        } else {
            layer.left.saturating_sub(1)
        };
        if self.depth + 1 == MAX_DIES || room == 0 {
            layer.state = State::Ended;
            self.fault(FormatError::TooDeep { word });
            return;
        }
        if self.depth > 0 {
            // One more for the header itself, which `take_word` does not count in this layer.
            layer.left = room.saturating_sub(count);
        }
        if count > room {
            self.fault(FormatError::Truncated { word });
        }
        self.depth += 1;
        self.layers[self.depth] = Layer::nested(count.min(room));
    }

    fn close_nested(&mut self) {
        let layer = self.layers[self.depth];
        match layer.state {
            State::Data { .. } | State::Confirming => {
                self.fault(FormatError::Truncated {
                    word: self.summary.words,
                });
            }
            State::Header => self.summary.dies[self.depth].ended_open = true,
            State::Seeking | State::Opaque | State::Ended => {}
        }
    }

    /// Decides how the data ended.
    pub(super) fn close(&mut self) {
        let state = self.layers[self.depth].state;
        self.summary.end = match state {
            _ if self.depth > 0 => End::InPacket,
            State::Data { .. } => End::InPacket,
            State::Header if self.layers[0].started => End::Started,
            State::Header => End::Synchronised,
            State::Confirming if self.layers[0].had_section => End::Synchronised,
            State::Seeking | State::Confirming | State::Opaque | State::Ended => End::Idle,
        };
    }

    fn odd(&mut self, value: u32) {
        self.summary
            .odd_word
            .get_or_insert((self.summary.words, value));
    }

    fn bad_packet(&mut self, value: u32) {
        self.fault(FormatError::BadPacket {
            word: self.summary.words,
            value,
        });
    }

    fn fault(&mut self, error: FormatError) {
        self.summary.first_fault.get_or_insert(error);
    }
}
