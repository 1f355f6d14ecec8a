//! What a load costs the processor: instructions and register accesses from one CCLK to the next

use std::collections::BTreeMap;

const CCLK: u32 = 1 << 7;
const CSI_B: u32 = 1 << 26;
const GPSET0: u32 = 0x1C;
const GPCLR0: u32 = 0x28;

/// A sum over transfers.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Tally {
    /// Rising edges of CCLK.
    pub transfers: u64,
    /// Instructions between them.
    pub instructions: u64,
    /// Of these, the ones that accessed a register.
    pub accesses: u64,
    /// How many transfers took how many instructions beside the accesses.
    pub beside: BTreeMap<u64, u64>,
}

impl Tally {
    fn add(&mut self, instructions: u64, accesses: u64) {
        self.transfers += 1;
        self.instructions += instructions;
        self.accesses += accesses;
        *self
            .beside
            .entry(instructions.saturating_sub(accesses))
            .or_default() += 1;
    }

    /// Register accesses a transfer.
    pub fn accesses_each(&self) -> f64 {
        self.accesses as f64 / self.transfers.max(1) as f64
    }

    /// Instructions a transfer beside the register accesses.
    pub fn beside_each(&self) -> f64 {
        (self.instructions - self.accesses) as f64 / self.transfers.max(1) as f64
    }
}

/// Watches the writes of a load's data.
#[derive(Debug, Default, Clone)]
pub struct Meter {
    /// Transfers between which only GPSET0 and GPCLR0 were accessed: the inner loop, and
    /// what there is between two pieces of a design if nobody looks at a pin or the time.
    pub inner: Tally,
    /// All transfers, with looks at INIT_B and the time, and reports to the host.
    pub all: Tally,
    /// Transfers still to come.
    left: u64,
    selected: bool,
    cclk: bool,
    /// Instructions at the last rise of CCLK, if there was one.
    rise: Option<u64>,
    accesses: u64,
    others: bool,
}

impl Meter {
    /// Counts the first `transfers` after the FPGA is selected next.
    pub fn start(transfers: u64) -> Self {
        Self {
            left: transfers,
            ..Self::default()
        }
    }

    /// A register was accessed: `set` or `clear` of GPIO pins, or something else.
    #[inline]
    pub fn access(&mut self, gpio_write: Option<(u32, u32)>, instructions: u64) {
        if self.left == 0 {
            return;
        }
        self.accesses += 1;
        let cclk = match gpio_write {
            Some((GPSET0, pins)) => self.cclk | (pins & CCLK != 0),
            Some((GPCLR0, pins)) => {
                self.selected |= pins & CSI_B != 0;
                self.cclk & (pins & CCLK == 0)
            }
            _ => {
                self.others = true;
                self.cclk
            }
        };
        if self.selected && cclk && !self.cclk {
            self.rising(instructions);
        }
        self.cclk = cclk;
    }

    fn rising(&mut self, instructions: u64) {
        if let Some(before) = self.rise {
            let spent = instructions - before;
            self.all.add(spent, self.accesses);
            if !self.others {
                self.inner.add(spent, self.accesses);
            }
        }
        self.rise = Some(instructions);
        self.accesses = 0;
        self.others = false;
        self.left -= 1;
    }
}
