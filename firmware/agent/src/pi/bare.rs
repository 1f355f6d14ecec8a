//! The mapped block as registers with real time, whoever may write

use std::thread;
use std::time::Duration;
use std::time::Instant;

use fic_core::gpio_block::GPLEV0;

use super::raw::Block;
use crate::registers::Registers;

/// Shorter waits spin: the kernel wakes a sleeper up to some 100 µs late, a register
/// access takes 0.1 µs.
const SPIN: Duration = Duration::from_millis(2);

/// The pins, with the machine's monotonic clock.
///
/// Writes are posted: they arrive in order but later than the program goes on. A look at
/// the levels comes back behind all of them (`facts/hardware.md` 6.2), so a delay looks
/// before it starts to count.
#[derive(Debug)]
pub(super) struct BareRegisters {
    block: Block,
    started: Instant,
}

impl BareRegisters {
    pub(super) fn new(block: Block) -> Self {
        Self {
            block,
            started: Instant::now(),
        }
    }
}

impl Registers for BareRegisters {
    #[inline]
    fn write(&mut self, offset: u32, value: u32) {
        self.block.write(offset, value);
    }

    #[inline]
    fn read(&mut self, offset: u32) -> u32 {
        self.block.read(offset)
    }

    fn advance_ns(&mut self, ns: u64) {
        Block::barrier();
        self.block.read(GPLEV0);
        Block::barrier();
        wait(Duration::from_nanos(ns));
    }

    fn now_ns(&self) -> u64 {
        u64::try_from(self.started.elapsed().as_nanos()).unwrap_or(u64::MAX)
    }

    fn look_ns(&mut self) -> u64 {
        self.now_ns()
    }
}

fn wait(time: Duration) {
    let until = Instant::now() + time;
    if time >= SPIN {
        thread::sleep(time);
    }
    while Instant::now() < until {
        std::hint::spin_loop();
    }
}
