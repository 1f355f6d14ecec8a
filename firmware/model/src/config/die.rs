//! One die's packet processor: sync to DESYNC, register writes, CRC, errors
//!
//! Words that are neither type 1 nor type 2 are ignored, as the clearing files of the XCKU115 need
//! (`facts/hardware.md` 3.7). A type-1 header with a reserved bit set ([26:18] or [12:11]) names no
//! register: its words are taken, written nowhere and not fed to the CRC, STAT shows
//! `BAD_PACKET_ERROR`, and so the next CRC write fails. What silicon does there is not documented.

use super::crc;
use super::names::COR0_RESET;
use super::names::CTL0_DECRYPT;
use super::names::OP_READ;
use super::names::OP_WRITE;
use super::names::SYNC_WORD;
use super::names::TYPE_1;
use super::names::TYPE_2;
use super::names::cmd;
use super::names::reg;
use super::startup::Startup;

/// Register number of a header whose address is none.
const NO_REGISTER: u32 = 0xFF;
const RESERVED_HEADER_BITS: u32 = 0x07FC_1800;

/// A read that the host asked for and has not clocked out yet.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Read {
    pub(crate) register: u32,
    pub(crate) words: u32,
}

/// What a word did beyond the registers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Effect {
    Nothing,
    CrcError,
    IdError,
    Desynced,
    ShutDown,
    Reprogram,
}

#[derive(Debug, Clone)]
pub(crate) struct Die {
    pub(crate) idcode: u32,
    pub(crate) synced: bool,
    crc: u32,
    /// Data words still to come for `register`.
    pending: u32,
    register: u32,
    /// Words still to be handed to the next die.
    pub(crate) forward: u32,
    pub(crate) read: Option<Read>,
    pub(crate) registers: [u32; 32],
    pub(crate) crc_error: bool,
    pub(crate) id_error: bool,
    pub(crate) bad_packet: bool,
    pub(crate) encrypted: bool,
    pub(crate) ghigh_b: bool,
    id_matched: bool,
    start_armed: bool,
    shutdown_armed: bool,
    /// A full stream's header was seen since the last reset; a partial one has none of its marks.
    pub(crate) full_header: bool,
    pub(crate) startup: Startup,
    /// Frame data words and multi-frame writes since the last reset.
    pub(crate) frame_words: u64,
    /// Words seen since the last reset, for the texts.
    pub(crate) words: u64,
    /// The last failed check: word number, written, computed.
    pub(crate) crc_detail: (u64, u32, u32),
}

impl Die {
    pub(crate) fn new(idcode: u32) -> Self {
        let mut registers = [0; 32];
        registers[reg::COR0 as usize] = COR0_RESET;
        Die {
            idcode,
            synced: false,
            crc: 0,
            pending: 0,
            register: NO_REGISTER,
            forward: 0,
            read: None,
            registers,
            crc_error: false,
            id_error: false,
            bad_packet: false,
            encrypted: false,
            ghigh_b: false,
            id_matched: false,
            start_armed: false,
            shutdown_armed: false,
            full_header: false,
            startup: Startup::default(),
            frame_words: 0,
            words: 0,
            crc_detail: (0, 0, 0),
        }
    }

    pub(crate) fn cor0(&self) -> u32 {
        self.registers[reg::COR0 as usize]
    }

    pub(crate) fn ctl0(&self) -> u32 {
        self.registers[reg::CTL0 as usize]
    }

    pub(crate) fn failed(&self) -> bool {
        self.crc_error || self.id_error
    }

    /// The sync word arrived.
    pub(crate) fn synchronise(&mut self) {
        self.synced = true;
        self.crc = 0;
        self.pending = 0;
        self.register = NO_REGISTER;
        self.forward = 0;
        self.read = None;
    }

    pub(crate) fn desynchronise(&mut self) {
        self.synced = false;
        self.pending = 0;
        self.forward = 0;
        self.read = None;
    }

    /// A word forwarded by the previous die: sync is looked for word by word.
    pub(crate) fn forwarded_word(&mut self, word: u32) -> Effect {
        if self.synced {
            return self.word(word);
        }
        if word == SYNC_WORD {
            self.synchronise();
        }
        Effect::Nothing
    }

    /// One 32-bit word while synchronised.
    #[inline]
    pub(crate) fn word(&mut self, word: u32) -> Effect {
        self.words += 1;
        if self.pending > 0 {
            self.pending -= 1;
            // Nearly every word of a load: frame data behind a matched IDCODE.
            if self.register == reg::FDRI && self.id_matched {
                self.crc = crc::feed(self.crc, reg::FDRI, word);
                self.frame_words += 1;
                return Effect::Nothing;
            }
            return self.write(word);
        }
        self.header(word)
    }

    fn header(&mut self, word: u32) -> Effect {
        if self.encrypted {
            return Effect::Nothing;
        }
        let op = (word >> 27) & 3;
        match word >> 29 {
            TYPE_1 => self.type_1(word, op),
            TYPE_2 => self.type_2(word & 0x07FF_FFFF, op),
            _ => {}
        }
        Effect::Nothing
    }

    fn type_1(&mut self, word: u32, op: u32) {
        let count = word & 0x7FF;
        if op != OP_READ && op != OP_WRITE {
            return;
        }
        self.register = (word >> 13) & 31;
        if word & RESERVED_HEADER_BITS != 0 {
            self.register = NO_REGISTER;
            self.bad_packet = true;
        }
        self.open(op, count);
    }

    fn type_2(&mut self, count: u32, op: u32) {
        if op == OP_WRITE && self.register == reg::SLR {
            self.forward = count;
        } else if op == OP_READ || op == OP_WRITE {
            self.open(op, count);
        }
    }

    fn open(&mut self, op: u32, count: u32) {
        if op == OP_WRITE {
            self.pending = count;
        } else if count > 0 {
            self.read = Some(Read {
                register: self.register,
                words: count,
            });
        }
    }

    fn write(&mut self, word: u32) -> Effect {
        let register = self.register;
        match register {
            reg::CRC => return self.check_crc(word),
            NO_REGISTER => return Effect::Nothing,
            _ => {}
        }
        if is_fed(register) {
            self.crc = crc::feed(self.crc, register, word);
        }
        match register {
            reg::CMD => return self.command(word & 0x1F),
            reg::IDCODE => return self.check_idcode(word),
            reg::FDRI | reg::MFWR if !self.id_matched => return self.id_mismatch(),
            reg::MFWR => self.frame_words += 1,
            reg::CTL0 | reg::CTL1 => self.write_masked(register, word),
            reg::CBC => self.encrypted |= self.ctl0() & CTL0_DECRYPT != 0 && self.pending == 0,
            reg::STAT => {}
            _ => self.registers[register as usize] = word,
        }
        self.full_header |= matches!(
            register,
            reg::COR1 | reg::WBSTAR | reg::TIMER | reg::RBCRC_SW
        );
        Effect::Nothing
    }

    fn write_masked(&mut self, register: u32, word: u32) {
        let mask = self.registers[reg::MASK as usize];
        let value = &mut self.registers[register as usize];
        *value = (word & mask) | (*value & !mask);
    }

    fn check_crc(&mut self, word: u32) -> Effect {
        let computed = std::mem::take(&mut self.crc);
        self.registers[reg::CRC as usize] = word;
        if word == computed {
            return self.after_good_check();
        }
        self.crc_error = true;
        self.crc_detail = (self.words, word, computed);
        self.start_armed = false;
        self.desynchronise();
        Effect::CrcError
    }

    fn after_good_check(&mut self) -> Effect {
        if std::mem::take(&mut self.shutdown_armed) {
            Effect::ShutDown
        } else {
            Effect::Nothing
        }
    }

    fn check_idcode(&mut self, word: u32) -> Effect {
        self.registers[reg::IDCODE as usize] = word;
        // The version nibble [31:28] is not compared (hardware.md 1.7).
        self.id_matched = (word ^ self.idcode) & 0x0FFF_FFFF == 0;
        if self.id_matched {
            Effect::Nothing
        } else {
            self.id_mismatch()
        }
    }

    fn id_mismatch(&mut self) -> Effect {
        self.id_error = true;
        self.start_armed = false;
        self.desynchronise();
        Effect::IdError
    }

    fn command(&mut self, command: u32) -> Effect {
        self.registers[reg::CMD as usize] = command;
        match command {
            cmd::DGHIGH => self.ghigh_b = true,
            cmd::AGHIGH => self.ghigh_b = false,
            cmd::START => self.start_armed = true,
            cmd::SWITCH => self.full_header = true,
            cmd::SHUTDOWN => self.shutdown_armed = true,
            cmd::RCRC => {
                self.crc = 0;
                return self.after_good_check();
            }
            cmd::DESYNC => {
                self.desynchronise();
                return Effect::Desynced;
            }
            cmd::IPROG => return Effect::Reprogram,
            _ => {}
        }
        Effect::Nothing
    }

    /// Takes the START that waits for this DESYNC.
    pub(crate) fn take_start(&mut self) -> bool {
        std::mem::take(&mut self.start_armed)
    }
}

fn is_fed(register: u32) -> bool {
    !matches!(
        register,
        reg::LOUT
            | reg::CSOB
            | reg::RBCRC_HW
            | reg::RBCRC_LIVE
            | reg::EFAR
            | reg::BOOTSTS
            | reg::SLR
    )
}
