//! Why a table was not applied

use std::fmt;

use fic_error::Diagnostic;
use fic_error::ExitClass;
use fic_network::Cell;

/// Differences that a message names.
const NAMED: usize = 3;
/// As of a memory that reads back differently.
const DIFFERS: &str = "verify_differs";

/// Why a table was not applied, and what became of the previous one.
#[derive(Debug, thiserror::Error)]
pub enum ApplyError<E: std::error::Error> {
    /// The board failed to read or write.
    #[error("{what} failed: {source}; {restored}")]
    Bus {
        /// What was being done.
        what: &'static str,
        /// What the board said.
        source: E,
        /// What became of the previous table.
        restored: Restored,
    },
    /// The registers do not hold what was written: exit code 6, `verify_differs`.
    #[error("the table reads back differently: {}; {restored}", named(differences))]
    Differs {
        /// Registers that differ.
        differences: Vec<Difference>,
        /// What became of the previous table.
        restored: Restored,
    },
}

impl<E: std::error::Error> ApplyError<E> {
    /// What became of the previous table.
    pub fn restored(&self) -> &Restored {
        match self {
            Self::Bus { restored, .. } | Self::Differs { restored, .. } => restored,
        }
    }
}

impl<E: Diagnostic + 'static> Diagnostic for ApplyError<E> {
    fn code(&self) -> &'static str {
        match self {
            Self::Bus { source, .. } => source.code(),
            Self::Differs { .. } => DIFFERS,
        }
    }

    fn class(&self) -> ExitClass {
        match self {
            Self::Bus { source, .. } => source.class(),
            Self::Differs { .. } => ExitClass::Board,
        }
    }

    fn write_help(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match (self, self.restored().is_whole()) {
            (_, false) => "apply a known good table, or load the design again",
            (Self::Differs { .. }, true) => {
                "is the right design loaded? does it have these ports and switches? if it never gives its table back, use --read-back never"
            }
            (Self::Bus { .. }, true) => "see what the board said, then apply again",
        })
    }
}

fn named(differences: &[Difference]) -> String {
    let names: Vec<String> = differences
        .iter()
        .take(NAMED)
        .map(ToString::to_string)
        .collect();
    match differences.len().saturating_sub(NAMED) {
        0 => names.join(", "),
        more => format!("{} and {more} more", names.join(", ")),
    }
}

/// A register that does not hold what was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Difference {
    /// Which.
    pub address: u16,
    /// What it should hold.
    pub written: u16,
    /// What it reads as; `None` if it was not read.
    pub read: Option<u16>,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match Cell::at(self.address) {
            Some(cell) => write!(f, "{cell}")?,
            None => write!(f, "the slot count")?,
        }
        match self.read {
            Some(read) => write!(f, " is {read}, not {}", self.written),
            None => write!(f, " was not read"),
        }
    }
}

/// What became of the previous table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Restored {
    /// Nothing had been written.
    Untouched,
    /// Every register has its previous value; they were read back.
    Whole,
    /// Every register was given its previous value, but what this design gives back may be
    /// no knowledge: it is write-only, or all its entries read alike before.
    Unverified,
    /// The previous values of so many registers are not known.
    Unknown {
        /// Registers.
        registers: usize,
    },
    /// It failed for so many registers.
    Failed {
        /// Registers.
        registers: usize,
        /// What the board said.
        reason: String,
    },
}

impl Restored {
    /// The previous table is in force.
    pub fn is_whole(&self) -> bool {
        matches!(self, Self::Untouched | Self::Whole | Self::Unverified)
    }
}

impl fmt::Display for Restored {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Untouched => write!(f, "nothing was written"),
            Self::Whole => write!(f, "the previous table was restored"),
            Self::Unverified => write!(
                f,
                "the previous table was written again, but this design may not give it back when read"
            ),
            Self::Unknown { registers } => write!(
                f,
                "the previous table could not be restored: {registers} of its registers are not known"
            ),
            Self::Failed { registers, reason } => write!(
                f,
                "restoring the previous table failed, too, for {registers} registers: {reason}"
            ),
        }
    }
}
