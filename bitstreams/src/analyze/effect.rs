//! What the packets of a stream do: registers written, commands given

use fic_error::{ImageError, ImageFault};

use super::analyzer::Analyzer;
use super::layer::State;
use super::role::FullMarks;
use super::summary::CrcFailure;
use crate::packet::{Command, Register};
use crate::part::Family;

/// CTL0 bit 6, DEC: what follows is encrypted.
const CTL0_DECRYPT: u32 = 1 << 6;
/// Words of an initialisation vector. Spartan-3 has another register (FLR, one word) at CBC's address.
const CBC_WORDS: u32 = 4;

impl Analyzer {
    /// Notes that a write of `count` words to this register begins.
    pub(super) fn note_register(&mut self, register: u8, count: u32) {
        match Register::from_code(u32::from(register)) {
            Some(Register::Cbc) if count >= CBC_WORDS => self.decryptor(),
            Some(Register::Dwc) => self.decryptor(),
            Some(Register::Mfwr) => {
                let die = &mut self.summary.dies[self.depth];
                die.mfwr_writes = die.mfwr_writes.saturating_add(1);
                self.frames(0);
            }
            Some(Register::Fdri) => self.frames(count),
            Some(Register::Cor1) => self.full_mark(|marks| marks.cor1 = true),
            Some(Register::Wbstar) => self.full_mark(|marks| marks.wbstar = true),
            Some(Register::Timer) => self.full_mark(|marks| marks.timer = true),
            Some(Register::RbcrcSw) => self.full_mark(|marks| marks.rbcrc_sw = true),
            _ => {}
        }
    }

    /// What follows is ciphertext; after frames in clear it is a damaged header instead, since MFWR
    /// and CBC differ in one bit.
    fn decryptor(&mut self) {
        if self.summary.has_frames() {
            self.bad_packet(self.header_word);
        } else {
            self.summary.encrypted = true;
        }
    }

    /// Frames are written from the address on that FAR holds: `words` of data, or a copy.
    fn frames(&mut self, words: u32) {
        let (summary, depth) = (&mut self.summary, self.depth);
        summary.dies[depth].frames_written();
        if let Some(part) = summary.part().filter(|part| part.family.is_strict()) {
            let frames = words / part.frame_words.max(1);
            summary
                .regions
                .insert_write(depth, self.layers[depth].far, frames);
        }
    }

    /// Notes what only full streams have; a second section with such things is a second stream.
    fn full_mark(&mut self, note: impl FnOnce(&mut FullMarks)) {
        note(&mut self.summary.full_marks);
        let (layer, die) = (
            &mut self.layers[self.depth],
            &mut self.summary.dies[self.depth],
        );
        if layer.full {
            return;
        }
        layer.full = true;
        die.full_sections = die.full_sections.saturating_add(1);
        let (second, place) = (die.full_sections > 1, layer.sync_word);
        if second && self.one_configuration() {
            self.fault(ImageError::at(ImageFault::SecondConfiguration, place));
        }
    }

    /// Whether a file for this part holds one configuration and no more.
    ///
    /// Multi-die parts of the 7 series (with GTZ dies) go through two passes in one file.
    pub(super) fn one_configuration(&self) -> bool {
        self.summary.part().is_some_and(|part| {
            part.dies == 1 || !matches!(part.family, Family::Series7 | Family::Virtex6)
        })
    }

    pub(super) fn data(&mut self, register: u8, left: u32, word: u32) {
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
            Some(Register::Far) => layer.far = word,
            Some(Register::Ctl0) => self.control(word),
            Some(Register::Idcode) => self.idcode(word),
            _ => {}
        }
    }

    /// A write to CTL0 changes the bits that MASK has.
    fn control(&mut self, value: u32) {
        let mask = self.layers[self.depth].mask;
        let die = &mut self.summary.dies[self.depth];
        die.ctl0 = die.ctl0 & !mask | value & mask;
        die.ctl0_known |= mask;
        if value & mask & CTL0_DECRYPT != 0 && !self.summary.has_frames() {
            self.summary.encrypted = true;
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
            Some(Command::Switch) => self.full_mark(|marks| marks.switch = true),
            Some(Command::Aghigh) => self.summary.partial_marks.aghigh = true,
            Some(Command::Grestore) => self.summary.partial_marks.grestore = true,
            Some(Command::Iprog) => {
                self.summary.iprog_word.get_or_insert(self.summary.words);
            }
            Some(Command::Start) => {
                self.summary.partial_marks.start = true;
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
        let checks = if layer.started {
            &mut die.crc_after_start
        } else {
            &mut die.crc_before_start
        };
        *checks = checks.saturating_add(1);
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
}
