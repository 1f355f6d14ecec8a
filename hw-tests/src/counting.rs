//! Pins that cost nothing and count every access
//!
//! Behind them stands just enough of an FPGA for a load to end well: INIT_B follows
//! PROG_B, DONE rises at a given clock. The model judges drivers; this only counts.

use std::cell::Cell;
use std::rc::Rc;

use fic_core::Clock;
use fic_core::GpioPort;
use fic_core::PinFault;
use fic_core::PinMask;
use fic_core::profile::ConfigPins;

/// Accesses to the register block.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Accesses {
    /// GPSET0 and GPCLR0.
    pub writes: u64,
    /// GPLEV0.
    pub reads: u64,
}

/// The pins; a clone counts into the same place, to be read while a load holds the other.
#[derive(Debug, Clone)]
pub struct CountingPort {
    pins: ConfigPins,
    done_at_clock: u64,
    latches: PinMask,
    clocks: u64,
    now_ns: u64,
    count: Rc<Cell<Accesses>>,
}

impl CountingPort {
    /// Pins of a board whose FPGA raises DONE at the `done_at_clock`-th rising edge of CCLK.
    pub fn new(pins: ConfigPins, done_at_clock: u64) -> Self {
        Self {
            pins,
            done_at_clock,
            latches: 0,
            clocks: 0,
            now_ns: 0,
            count: Rc::default(),
        }
    }

    /// What was counted so far, by all clones.
    pub fn counter(&self) -> Rc<Cell<Accesses>> {
        Rc::clone(&self.count)
    }

    #[inline]
    fn add(&self, writes: u64, reads: u64) {
        let Accesses {
            writes: w,
            reads: r,
        } = self.count.get();
        self.count.set(Accesses {
            writes: w + writes,
            reads: r + reads,
        });
    }
}

impl GpioPort for CountingPort {
    #[inline]
    fn set(&mut self, pins: PinMask) -> Result<(), PinFault> {
        self.add(1, 0);
        self.clocks += u64::from(pins & !self.latches & self.pins.cclk != 0);
        self.latches |= pins;
        Ok(())
    }

    #[inline]
    fn clear(&mut self, pins: PinMask) -> Result<(), PinFault> {
        self.add(1, 0);
        self.latches &= !pins;
        Ok(())
    }

    fn levels(&mut self) -> Result<PinMask, PinFault> {
        self.add(0, 1);
        let mut levels = self.latches & !(self.pins.init_b | self.pins.done) | self.pins.power_ok;
        if self.latches & self.pins.prog_b != 0 {
            levels |= self.pins.init_b;
        }
        if self.clocks >= self.done_at_clock {
            levels |= self.pins.done;
        }
        Ok(levels)
    }

    fn directions(&mut self, _outputs: PinMask, _inputs: PinMask) -> Result<(), PinFault> {
        Ok(())
    }
}

impl Clock for CountingPort {
    fn now_ns(&mut self) -> u64 {
        // Time passes while it is looked at, else a bounded wait would not end.
        self.now_ns += 10;
        self.now_ns
    }

    fn delay_ns(&mut self, ns: u64) {
        self.now_ns += ns;
    }

    fn wall_s(&mut self) -> Option<u64> {
        None
    }
}
