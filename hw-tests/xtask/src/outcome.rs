//! How a suite ended

use std::fmt;
use std::ops::Add;

/// Counted tests; a check that is no test (a build, a lint run) counts as one.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Tally {
    /// Ended well.
    pub passed: usize,
    /// Did not.
    pub failed: usize,
    /// Not run because it asks for something that another suite brings, or a real board.
    pub ignored: usize,
}

impl Tally {
    /// One check.
    pub fn one(ok: bool) -> Self {
        Self {
            passed: usize::from(ok),
            failed: usize::from(!ok),
            ignored: 0,
        }
    }
}

impl Add for Tally {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            passed: self.passed + other.passed,
            failed: self.failed + other.failed,
            ignored: self.ignored + other.ignored,
        }
    }
}

/// How a suite ended.
#[derive(Debug)]
pub enum Outcome {
    /// It ran; the note says what a reader should know besides the counts.
    Ran {
        /// What was counted.
        tally: Tally,
        /// Empty, or a remark for the table.
        note: String,
    },
    /// It could not run here.
    LeftOut {
        /// What is missing and how to get it.
        why: String,
        /// What is missing belongs to somebody else and nothing may fetch it, so even CI goes on.
        excused: bool,
    },
}

impl Outcome {
    /// Ran, nothing to add.
    pub fn ran(tally: Tally) -> Self {
        let note = String::new();
        Self::Ran { tally, note }
    }

    /// Left out for want of something that a machine can be given.
    pub fn left_out(why: impl Into<String>) -> Self {
        Self::LeftOut {
            why: why.into(),
            excused: false,
        }
    }

    /// Whether the run may end well. `strict`: a suite left out is a failure.
    pub fn is_success(&self, strict: bool) -> bool {
        match self {
            // No test at all is a typo in a filter, not a success.
            Self::Ran { tally, .. } => tally.failed == 0 && tally.passed > 0,
            Self::LeftOut { excused, .. } => *excused || !strict,
        }
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ran { tally, note } => {
                write!(f, "{} passed, {} failed", tally.passed, tally.failed)?;
                if tally.ignored > 0 {
                    write!(f, ", {} ignored", tally.ignored)?;
                }
                if !note.is_empty() {
                    write!(f, " ({note})")?;
                }
                Ok(())
            }
            Self::LeftOut { why, .. } => write!(f, "left out: {why}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn left_out_fails_only_a_strict_run_and_an_excuse_lasts() {
        let outcome = Outcome::left_out("no skopeo");
        assert!(outcome.is_success(false));
        assert!(!outcome.is_success(true));
        let why = String::from("not here");
        let excused = true;
        assert!(Outcome::LeftOut { why, excused }.is_success(true));
    }

    #[test]
    fn a_suite_without_a_test_is_no_success() {
        assert!(!Outcome::ran(Tally::default()).is_success(false));
        assert!(Outcome::ran(Tally::one(true)).is_success(true));
        assert!(!Outcome::ran(Tally::one(true) + Tally::one(false)).is_success(false));
    }
}
