//! Words of a bus transaction to reads and writes: command, address, data (`facts/hardware.md` 9.3-9.5)

use super::registers::Registers;
use super::registers::View;
use super::switch::Switch;
use super::user_logic::Kind;
use super::user_logic::UserLogic;

const HLS_START: u16 = 1;
const WRITE: u16 = 2;
const READ: u16 = 3;
const HLS_RESET: u16 = 4;
/// The HLS data window.
const WINDOW: u16 = 0x1000;

/// How far a transaction has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    Command,
    /// Address words still to come.
    Address {
        left: u32,
    },
    Data,
    /// A command without data, or one that is not known.
    Over,
}

/// A word was taken, or cannot be yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Taken {
    Yes,
    /// The user logic is not ready.
    Stalled,
    UnknownCommand(u16),
    /// Data after a command that has none.
    Surplus,
}

/// The design behind the handshake.
#[derive(Debug)]
pub(crate) struct Design {
    /// Nibbles (mk1) or 16-bit words (mk2).
    nibbles: bool,
    stage: Stage,
    command: u16,
    address: u16,
    /// The first nibble of a byte.
    upper: Option<u16>,
    pub(crate) registers: Registers,
    pub(crate) switch: Switch,
    pub(crate) logic: UserLogic,
}

impl Design {
    pub(crate) fn new(nibbles: bool) -> Self {
        Design {
            nibbles,
            stage: Stage::Command,
            command: 0,
            address: 0,
            upper: None,
            registers: Registers::default(),
            switch: Switch::default(),
            logic: UserLogic::default(),
        }
    }

    /// The next word goes to the host.
    pub(crate) fn reading(&self) -> bool {
        self.stage == Stage::Data && self.command == READ
    }

    /// The next word waits for a slow user logic.
    pub(crate) fn slow(&self) -> bool {
        self.stage == Stage::Data && self.address == WINDOW && self.logic.kind == Kind::Slow
    }

    /// RREQ fell. Tells whether the transaction stopped in the middle of something.
    pub(crate) fn end(&mut self) -> bool {
        let untouched = self.stage == Stage::Command && self.command == 0;
        let cut = matches!(self.stage, Stage::Address { .. }) || self.upper.is_some();
        if self.stage == Stage::Data && self.command == WRITE && self.address == WINDOW {
            self.logic.end_of_transaction();
        }
        self.stage = Stage::Command;
        self.command = 0;
        self.upper = None;
        cut && !untouched
    }

    /// A word from the host.
    pub(crate) fn take(&mut self, word: u16, view: View) -> Taken {
        match self.stage {
            Stage::Command => self.take_command(word, view),
            Stage::Address { left } => {
                self.take_address(word, left);
                Taken::Yes
            }
            Stage::Data => self.take_data(word, view),
            Stage::Over => Taken::Surplus,
        }
    }

    fn take_command(&mut self, word: u16, view: View) -> Taken {
        self.command = word;
        self.stage = Stage::Over;
        match word {
            HLS_START => {
                self.registers.hls_started_at = view.now;
                self.logic.start();
            }
            HLS_RESET => {
                self.logic.reset();
                self.switch.clear_words();
            }
            WRITE | READ => {
                self.address = 0;
                self.stage = Stage::Address {
                    left: if self.nibbles { 4 } else { 1 },
                };
            }
            other => return Taken::UnknownCommand(other),
        }
        Taken::Yes
    }

    fn take_address(&mut self, word: u16, left: u32) {
        self.address = if self.nibbles {
            self.address << 4 | word
        } else {
            word
        };
        self.stage = if left > 1 {
            Stage::Address { left: left - 1 }
        } else {
            Stage::Data
        };
    }

    fn take_data(&mut self, word: u16, view: View) -> Taken {
        if self.address == WINDOW && !self.logic.can_take() {
            return Taken::Stalled;
        }
        let value = match (self.nibbles, self.upper.take()) {
            (true, None) => {
                self.upper = Some(word);
                return Taken::Yes;
            }
            (true, Some(upper)) => upper << 4 | word,
            (false, _) => word,
        };
        self.put(value, view);
        Taken::Yes
    }

    fn put(&mut self, value: u16, view: View) {
        if self.address != WINDOW {
            return self
                .registers
                .write(self.address, value, &mut self.switch, view);
        }
        let [low, high] = value.to_le_bytes();
        self.logic.take(low);
        if !self.nibbles {
            self.logic.take(high);
        }
        while let Some(word) = self.logic.to_switch.pop_front() {
            self.switch.arrive(0, word);
        }
    }

    /// A word for the host; `None` while the user logic has none.
    pub(crate) fn give(&mut self, view: View) -> Option<u16> {
        // The second nibble of a byte is the one kept.
        if let Some(lower) = self.upper.take() {
            return Some(lower & 0xF);
        }
        let value = self.value(view)?;
        if !self.nibbles {
            return Some(value);
        }
        self.upper = Some(value);
        Some(value >> 4 & 0xF)
    }

    fn value(&mut self, view: View) -> Option<u16> {
        if self.address != WINDOW {
            return Some(
                self.registers
                    .read(self.address, &self.switch, &self.logic, view),
            );
        }
        let bytes = if self.nibbles { 1 } else { 2 };
        if !self.logic.can_give(bytes) {
            return None;
        }
        let low = u16::from(self.logic.give());
        let high = if self.nibbles {
            0
        } else {
            u16::from(self.logic.give())
        };
        Some(low | high << 8)
    }

    /// Passes ejected words to the user logic.
    pub(crate) fn eject(&mut self) {
        while let Some(word) = self.switch.take_output(0) {
            self.logic.eject(word);
        }
    }
}
