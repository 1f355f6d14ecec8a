//! What a stream is for, told by its commands and registers alone
//!
//! Source: `facts/partial.md` 3.8, `facts/bitstream-files.md` 2.

use super::Summary;
use crate::part::Family;

/// What a stream does to an FPGA.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Configures a cleared FPGA as a whole.
    Full,
    /// Prepares a region of a running FPGA for the next module: stops and masks the one that is in it.
    Clearing,
    /// Writes a module into a region of a running FPGA.
    Partial,
    /// A clearing file and a partial one, one after the other.
    Joined,
    /// None of these; ciphertext, too.
    Unknown,
}

impl Role {
    /// The word for it in reports.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Clearing => "clearing",
            Self::Partial => "partial",
            Self::Joined => "clearing+partial",
            Self::Unknown => "unknown",
        }
    }
}

/// Which of the things were seen that every full stream has and no partial one
/// (`facts/bitstream-files.md` 2: 99 full streams against 34 partial ones).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct FullMarks {
    /// A write to COR1.
    pub cor1: bool,
    /// A write to WBSTAR.
    pub wbstar: bool,
    /// A write to TIMER.
    pub timer: bool,
    /// A write to RBCRC_SW.
    pub rbcrc_sw: bool,
    /// CMD = SWITCH.
    pub switch: bool,
}

impl FullMarks {
    /// Nothing seen.
    pub const fn new() -> Self {
        Self {
            cor1: false,
            wbstar: false,
            timer: false,
            rbcrc_sw: false,
            switch: false,
        }
    }

    /// Whether any was seen.
    pub const fn any(self) -> bool {
        self.cor1 || self.wbstar || self.timer || self.rbcrc_sw || self.switch
    }
}

/// Which commands were seen that tell a partial stream from a clearing one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PartialMarks {
    /// CMD = AGHIGH.
    pub aghigh: bool,
    /// CMD = GRESTORE.
    pub grestore: bool,
    /// CMD = START.
    pub start: bool,
}

impl Summary {
    /// What the stream is for.
    ///
    /// AGHIGH and START together are a whole partial stream in UltraScale+, and in UltraScale, where
    /// they stand in two files, these two joined.
    pub fn role(&self) -> Role {
        let PartialMarks {
            aghigh,
            grestore,
            start,
        } = self.partial_marks;
        let one_file = self
            .part()
            .is_some_and(|part| part.family == Family::UltraScalePlus);
        if self.encrypted {
            Role::Unknown
        } else if self.full_marks.any() {
            Role::Full
        } else if aghigh && start && !one_file {
            Role::Joined
        } else if start && grestore {
            Role::Partial
        } else if aghigh && !start {
            Role::Clearing
        } else {
            Role::Unknown
        }
    }

    /// Whether the pins of the configuration port stay its own once the design runs: the last value
    /// of CTL0 bit 3. `None` where the stream does not decide it.
    ///
    /// A partial stream can reach the FPGA through those pins only then (`facts/partial.md` 2).
    pub fn persist(&self) -> Option<bool> {
        const PERSIST: u32 = 1 << 3;
        let die = &self.dies[0];
        (self.role() == Role::Full && die.ctl0_known != 0).then_some(die.ctl0 & PERSIST != 0)
    }
}
