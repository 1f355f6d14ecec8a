//! The system timer: 64 bits of microseconds

#![allow(unsafe_code, reason = "registers at a fixed address")]

use tock_registers::interfaces::Readable;
use tock_registers::register_structs;
use tock_registers::registers::ReadOnly;

const BASE: usize = 0x3F00_3000;

register_structs! {
    #[allow(non_snake_case)]
    Registers {
        (0x00 => _reserved0),
        (0x04 => CLO: ReadOnly<u32>),
        (0x08 => CHI: ReadOnly<u32>),
        (0x0C => @END),
    }
}

/// The timer; copies are the same timer.
#[derive(Clone, Copy)]
pub struct SystemTimer {
    registers: &'static Registers,
}

impl SystemTimer {
    /// The timer of this machine; it runs since power-up.
    pub fn new() -> Self {
        // SAFETY: the Pi 3's system timer, mapped as device memory, always there.
        let registers = unsafe { &*(BASE as *const Registers) };
        Self { registers }
    }

    /// Microseconds since power-up.
    pub fn now_us(self) -> u64 {
        let high = self.registers.CHI.get();
        let low = self.registers.CLO.get();
        let high_after = self.registers.CHI.get();
        // It has just run over: the low half belongs to the later high one if it is small.
        let high = if high == high_after || low > u32::MAX / 2 {
            high
        } else {
            high_after
        };
        u64::from(high) << 32 | u64::from(low)
    }

    /// Returns after at least this time.
    pub fn delay_us(self, us: u64) {
        // The microsecond under way does not count.
        let until = self.now_us().saturating_add(us).saturating_add(1);
        while self.now_us() < until {}
    }
}
