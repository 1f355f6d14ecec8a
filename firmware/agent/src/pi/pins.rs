//! The pins as requests reach them: not any more once they were made safe for good

use std::io;

use super::bare::BareRegisters;
use super::guard::Guard;
use super::raw::Block;
use crate::registers::Registers;

/// The pins behind the gate of a [`Guard`].
#[derive(Debug)]
pub struct PiRegisters {
    bare: BareRegisters,
    guard: &'static Guard,
}

impl PiRegisters {
    /// The pins of `block`, which `guard` closes.
    pub fn guarded(block: Block, guard: &'static Guard) -> Self {
        Self {
            bare: BareRegisters::new(block),
            guard,
        }
    }
}

impl Registers for PiRegisters {
    #[inline]
    fn write(&mut self, offset: u32, value: u32) {
        if !self.guard.is_closed() {
            self.bare.write(offset, value);
        }
    }

    #[inline]
    fn read(&mut self, offset: u32) -> u32 {
        self.bare.read(offset)
    }

    fn advance_ns(&mut self, ns: u64) {
        self.bare.advance_ns(ns);
    }

    fn now_ns(&self) -> u64 {
        self.bare.now_ns()
    }

    fn look_ns(&mut self) -> u64 {
        self.bare.look_ns()
    }

    fn finish(&mut self) -> io::Result<()> {
        self.guard.close();
        Ok(())
    }
}
