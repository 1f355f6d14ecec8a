//! The table at the end of `cargo xtask test`

use std::time::Duration;

use crate::outcome::Outcome;
use crate::outcome::Tally;

/// One suite of a run.
pub struct Row {
    /// The suite's name.
    pub name: &'static str,
    /// How it ended.
    pub outcome: Outcome,
    /// Wall time.
    pub took: Duration,
}

impl Row {
    fn verdict(&self, strict: bool) -> &'static str {
        match (&self.outcome, self.outcome.is_success(strict)) {
            (Outcome::Ran { .. }, true) => "ok",
            (Outcome::Ran { .. }, false) => "FAILED",
            (Outcome::LeftOut { .. }, true) => "left out",
            (Outcome::LeftOut { .. }, false) => "LEFT OUT",
        }
    }

    fn text(&self, strict: bool) -> String {
        let verdict = self.verdict(strict);
        let seconds = self.took.as_secs_f64();
        format!(
            "{:<14} {verdict:<9} {seconds:>6.1} s  {}",
            self.name, self.outcome
        )
    }
}

/// Prints the table, what `on_demand` is in no run of everything, and the closing line; true if
/// the run ends well.
pub fn print(rows: &[Row], on_demand: &[&str], strict: bool) -> bool {
    println!("\n{:<14} {:<9} {:>8}  ", "suite", "", "time");
    for row in rows {
        println!("{}", row.text(strict));
    }
    if !on_demand.is_empty() {
        println!("only when named: {}", on_demand.join(", "));
    }
    let total = total(rows, strict);
    println!("\nA check that is no test (a lint, a build, a fuzz run) counts as one.");
    println!("{} passed, {} failed", total.passed, total.failed);
    rows.iter().all(|row| row.outcome.is_success(strict))
}

/// A suite that fails without a failed test (left out in CI, or empty) counts as one failure.
fn total(rows: &[Row], strict: bool) -> Tally {
    rows.iter()
        .map(|row| match &row.outcome {
            Outcome::Ran { tally, .. } if tally.failed > 0 => *tally,
            Outcome::Ran { tally, .. } if row.outcome.is_success(strict) => *tally,
            outcome if outcome.is_success(strict) => Tally::default(),
            _ => Tally::one(false),
        })
        .fold(Tally::default(), |sum, tally| sum + tally)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(outcome: Outcome) -> Row {
        Row {
            name: "x",
            outcome,
            took: Duration::ZERO,
        }
    }

    #[test]
    fn a_suite_left_out_in_ci_counts_as_a_failure() {
        let rows = [
            row(Outcome::ran(Tally::one(true))),
            row(Outcome::left_out("no skopeo")),
        ];
        assert_eq!(total(&rows, true).failed, 1);
        assert_eq!(total(&rows, false).failed, 0);
        assert!(!print(&rows, &["y"], true));
        assert!(print(&rows, &[], false));
    }

    #[test]
    fn an_empty_suite_counts_as_a_failure() {
        let rows = [row(Outcome::ran(Tally::default()))];
        assert_eq!(total(&rows, false).failed, 1);
    }
}
