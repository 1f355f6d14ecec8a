//! A recording board: keeps every access in order and can fail at the n-th
#![allow(
    dead_code,
    clippy::unwrap_used,
    reason = "shared by several test files"
)]

use fic_core::Clock;
use fic_core::GpioPort;
use fic_core::PinFault;
use fic_core::PinMask;

pub const INIT_B: PinMask = 1 << 4;
pub const PROG_B: PinMask = 1 << 5;
pub const DONE: PinMask = 1 << 6;
pub const CCLK: PinMask = 1 << 7;
pub const PWOK: PinMask = 1 << 24;
pub const CFSEL: PinMask = 1 << 25;
pub const CSI_B: PinMask = 1 << 26;
pub const RDWR_B: PinMask = 1 << 27;
pub const DATA: PinMask = 0xFFFF << 8;
/// Every pin that the facts give to the FiC board's configuration port.
pub const FIC_PINS: PinMask = INIT_B | PROG_B | DONE | CCLK | PWOK | CFSEL | CSI_B | RDWR_B | DATA;

/// One access.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    Set(PinMask),
    Clear(PinMask),
    Levels,
    Directions { outputs: PinMask, inputs: PinMask },
}

/// What the FPGA behind the pins does.
#[derive(Debug, Clone, Copy)]
pub struct Fpga {
    pub power: bool,
    /// INIT_B follows PROG_B this much later when it falls; `None`: never falls.
    pub init_falls_ns: Option<u64>,
    /// INIT_B rises this long after PROG_B; `None`: never rises.
    pub init_rises_ns: Option<u64>,
    /// DONE rises at this rising edge of CCLK while selected; `None`: never.
    pub done_at_clock: Option<u64>,
    pub done_stuck_high: bool,
    /// INIT_B falls at this clock: a CRC error.
    pub error_at_clock: Option<u64>,
    pub power_lost_at_clock: Option<u64>,
}

impl Fpga {
    pub const GOOD: Self = Self {
        power: true,
        init_falls_ns: Some(250),
        init_rises_ns: Some(5_000_000),
        done_at_clock: Some(40),
        done_stuck_high: false,
        error_at_clock: None,
        power_lost_at_clock: None,
    };
}

pub struct Board {
    pub fpga: Fpga,
    pub log: Vec<Access>,
    pub now_ns: u64,
    pub latches: PinMask,
    pub outputs: PinMask,
    /// Data pins at each rising CCLK while selected for writing.
    pub taken: Vec<u16>,
    pub fail_at: Option<usize>,
    pub configured: bool,
    prog_changed_ns: u64,
    cleared: bool,
    clocks: u64,
    errored: bool,
    last_cclk: bool,
    pub prog_low_seen: bool,
}

impl Board {
    pub fn new(fpga: Fpga) -> Self {
        Self {
            fpga,
            log: Vec::new(),
            now_ns: 0,
            latches: 0,
            outputs: 0,
            taken: Vec::new(),
            fail_at: None,
            configured: false,
            prog_changed_ns: 0,
            cleared: true,
            clocks: 0,
            errored: false,
            last_cclk: true,
            prog_low_seen: false,
        }
    }

    /// Level of a pin with the pulls of a Pi at power-up (0-8 up, others down).
    pub fn pin(&self, pin: PinMask) -> bool {
        if self.outputs & pin != 0 {
            self.latches & pin != 0
        } else {
            pin & 0x1FF != 0
        }
    }

    pub fn count(&self, want: fn(&Access) -> bool) -> usize {
        self.log.iter().filter(|access| want(access)).count()
    }

    /// Driven pins and their levels.
    pub fn driven(&self) -> (PinMask, PinMask) {
        (self.outputs, self.latches & self.outputs)
    }

    fn access(&mut self, access: Access) -> Result<(), PinFault> {
        if self.fail_at == Some(self.log.len()) {
            return Err(PinFault);
        }
        self.log.push(access);
        self.now_ns += 8;
        Ok(())
    }

    fn after_change(&mut self, prog_before: bool) {
        let prog = self.pin(PROG_B);
        if prog != prog_before {
            self.prog_changed_ns = self.now_ns;
            self.prog_low_seen |= !prog;
        }
        if !prog {
            self.configured = false;
            self.errored = false;
            self.clocks = 0;
            self.taken.clear();
        }
        let cclk = self.pin(CCLK);
        if cclk && !self.last_cclk && !self.pin(CSI_B) && !self.pin(RDWR_B) {
            self.clock();
        }
        self.last_cclk = cclk;
    }

    fn clock(&mut self) {
        self.clocks += 1;
        self.taken.push((self.latches >> 8) as u16);
        let at = |clock: Option<u64>| clock == Some(self.clocks);
        self.errored |= at(self.fpga.error_at_clock);
        self.configured |= at(self.fpga.done_at_clock) && !self.errored;
        self.fpga.power &= !at(self.fpga.power_lost_at_clock);
    }

    fn init_b(&self) -> bool {
        let since = self.now_ns - self.prog_changed_ns;
        if self.errored {
            return false;
        }
        match self.pin(PROG_B) {
            false => self.fpga.init_falls_ns.is_none_or(|ns| since < ns),
            true if !self.prog_low_seen => true,
            true => self.fpga.init_rises_ns.is_some_and(|ns| since >= ns),
        }
    }
}

impl GpioPort for Board {
    fn set(&mut self, pins: PinMask) -> Result<(), PinFault> {
        self.access(Access::Set(pins))?;
        let prog = self.pin(PROG_B);
        self.latches |= pins;
        self.after_change(prog);
        Ok(())
    }

    fn clear(&mut self, pins: PinMask) -> Result<(), PinFault> {
        self.access(Access::Clear(pins))?;
        let prog = self.pin(PROG_B);
        self.latches &= !pins;
        self.after_change(prog);
        Ok(())
    }

    fn levels(&mut self) -> Result<PinMask, PinFault> {
        self.access(Access::Levels)?;
        self.now_ns += 61;
        let mut levels = self.latches & self.outputs;
        for (pin, high) in [
            (INIT_B, self.init_b()),
            (DONE, self.configured || self.fpga.done_stuck_high),
            (PWOK, self.fpga.power),
        ] {
            levels |= if high { pin } else { 0 };
        }
        Ok(levels)
    }

    fn directions(&mut self, outputs: PinMask, inputs: PinMask) -> Result<(), PinFault> {
        self.access(Access::Directions { outputs, inputs })?;
        let prog = self.pin(PROG_B);
        self.outputs = (self.outputs | outputs) & !inputs;
        self.after_change(prog);
        Ok(())
    }
}

impl Clock for Board {
    fn now_ns(&mut self) -> u64 {
        self.now_ns += 1;
        self.now_ns
    }

    fn delay_ns(&mut self, ns: u64) {
        self.now_ns += ns;
    }

    fn wall_s(&mut self) -> Option<u64> {
        Some(1_800_000_000)
    }
}
