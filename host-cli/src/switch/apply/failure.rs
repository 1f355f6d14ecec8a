//! Why a table was not applied

use super::Difference;
use super::Restored;

/// Differences that a message names.
const NAMED: usize = 3;

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

    /// What to do about it; lower case, no full stop.
    pub fn help(&self) -> &'static str {
        match (self, self.restored().is_whole()) {
            (_, false) => "apply a known good table, or load the design again",
            (Self::Differs { .. }, true) => {
                "is the right design loaded? does it have these ports and switches? if it never gives its table back, use --read-back never"
            }
            (Self::Bus { .. }, true) => "see what the board said, then apply again",
        }
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
