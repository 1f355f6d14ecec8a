//! The BCM2837 GPIO register block: functions, latches, pulls (`facts/hardware.md` 6.1, 6.4)

/// Bank-0 pins that are pulled up after reset: GPIO 0 to 8; 9 to 27 are pulled down.
const RESET_PULL_UP: u32 = 0x0000_01FF;
const OUTPUT: u32 = 0b001;

/// A register named by its byte offset.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Register {
    Function(usize),
    Set(usize),
    Clear(usize),
    Level(usize),
    /// Event detection: accepted, without effect.
    Event,
    Pull,
    PullClock(usize),
    Unknown,
}

impl Register {
    pub(crate) fn at(byte_offset: u32) -> Register {
        match byte_offset {
            0x00 | 0x04 | 0x08 | 0x0C | 0x10 | 0x14 => Register::Function(byte_offset as usize / 4),
            0x1C => Register::Set(0),
            0x20 => Register::Set(1),
            0x28 => Register::Clear(0),
            0x2C => Register::Clear(1),
            0x34 => Register::Level(0),
            0x38 => Register::Level(1),
            0x40 | 0x44 | 0x4C | 0x50 | 0x58 | 0x5C | 0x64 | 0x68 | 0x70 | 0x74 | 0x7C | 0x80
            | 0x88 | 0x8C => Register::Event,
            0x94 => Register::Pull,
            0x98 => Register::PullClock(0),
            0x9C => Register::PullClock(1),
            _ => Register::Unknown,
        }
    }
}

/// The registers and what follows from them.
#[derive(Debug, Clone)]
pub(crate) struct Gpio {
    functions: [u32; 6],
    /// Output latches of GPIO 0-31 and 32-53.
    pub(crate) latch: [u32; 2],
    /// Pins whose function is output.
    pub(crate) outputs: [u32; 2],
    pub(crate) pull_up: u32,
    pub(crate) pull_down: u32,
    pull: u32,
}

impl Gpio {
    /// Power-up state: all inputs, latches 0.
    pub(crate) fn new() -> Self {
        Gpio {
            functions: [0; 6],
            latch: [0; 2],
            outputs: [0; 2],
            pull_up: RESET_PULL_UP,
            pull_down: !RESET_PULL_UP,
            pull: 0,
        }
    }

    pub(crate) fn functions(&self, index: usize) -> u32 {
        self.functions.get(index).copied().unwrap_or(0)
    }

    /// Writes a function-select register; returns the pins (first pin of the register is bit 0)
    /// whose function changed.
    pub(crate) fn set_functions(&mut self, index: usize, value: u32) -> u32 {
        let Some(register) = self.functions.get_mut(index) else {
            return 0;
        };
        let pins: u32 = if index == 5 { 4 } else { 10 };
        let before = std::mem::replace(register, value & ((1 << (3 * pins)) - 1));
        let differs = before ^ *register;
        let changed = (0..pins)
            .filter(|pin| differs >> (3 * pin) & 7 != 0)
            .fold(0, |m, p| m | 1 << p);
        self.find_outputs();
        changed
    }

    fn find_outputs(&mut self) {
        let mut outputs = 0_u64;
        for pin in 0..54 {
            let function = self.functions[pin / 10] >> (3 * (pin % 10)) & 7;
            outputs |= u64::from(function == OUTPUT) << pin;
        }
        self.outputs = [outputs as u32, (outputs >> 32) as u32];
    }

    /// Pins with an alternate function, in bank 0.
    pub(crate) fn alternate(&self) -> u32 {
        (0..32_usize)
            .filter(|pin| self.functions[pin / 10] >> (3 * (pin % 10)) & 7 > OUTPUT)
            .fold(0, |mask, pin| mask | 1 << pin)
    }

    pub(crate) fn set_pull(&mut self, value: u32) {
        self.pull = value & 3;
    }

    /// GPPUDCLK0: the pins take the pull of GPPUD.
    pub(crate) fn clock_pull(&mut self, pins: u32) {
        self.pull_up &= !pins;
        self.pull_down &= !pins;
        match self.pull {
            1 => self.pull_down |= pins,
            2 => self.pull_up |= pins,
            _ => {}
        }
    }
}
