//! The log of broken rules

use std::collections::BTreeMap;
use std::fmt;

/// Violations whose text is kept; later ones are only counted.
pub const KEPT: usize = 256;

/// How bad a broken rule is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Works on the boards of the lab, outside what the data sheets promise.
    Marginal,
    /// Fails, or may fail, on a board.
    Broken,
}

/// A rule that the driver broke.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// Stable name of the rule.
    pub rule: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// Virtual time in nanoseconds, rounded down.
    pub at_ns: u64,
    /// What happened.
    pub text: String,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let severity = match self.severity {
            Severity::Marginal => "marginal",
            Severity::Broken => "broken",
        };
        write!(
            f,
            "{} ({severity}) at {} ns: {}",
            self.rule, self.at_ns, self.text
        )
    }
}

/// Violations in order, with counts by rule.
#[derive(Debug, Default)]
pub(crate) struct Journal {
    kept: Vec<Violation>,
    by_rule: BTreeMap<&'static str, u64>,
    pub(crate) marginal: u64,
    pub(crate) broken: u64,
}

impl Journal {
    /// Logs a broken rule at `now` (picoseconds). The text is made only if it is kept.
    pub(crate) fn log(
        &mut self,
        now: u64,
        rule: &'static str,
        severity: Severity,
        text: impl FnOnce() -> String,
    ) {
        *self.by_rule.entry(rule).or_insert(0) += 1;
        match severity {
            Severity::Marginal => self.marginal += 1,
            Severity::Broken => self.broken += 1,
        }
        if self.kept.len() < KEPT {
            self.kept.push(Violation {
                rule,
                severity,
                at_ns: now / 1000,
                text: text(),
            });
        }
    }

    pub(crate) fn kept(&self) -> &[Violation] {
        &self.kept
    }

    pub(crate) fn total(&self) -> u64 {
        self.marginal + self.broken
    }

    pub(crate) fn of_rule(&self, rule: &str) -> u64 {
        self.by_rule.get(rule).copied().unwrap_or(0)
    }
}
