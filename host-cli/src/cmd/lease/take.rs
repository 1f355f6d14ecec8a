//! `fic lease take`

use std::fmt;
use std::time::Duration;

use fic_protocol::Role;
use fic_protocol::limits::MAX_MEMO_LEN;
use serde::Serialize;

use crate::args::BoardArgs;
use crate::context::Context;
use crate::view::Answer;
use crate::view::lease::LeaseView;
use fic_client::Error;
use fic_client::board::lease::BoardLease;
use fic_client::text::span;

/// Keep a board for a time: nobody else may change it
///
/// Each change makes the lease last its whole time again. Who holds the board already
/// goes on holding it, with the new time and memo.
#[derive(Debug, clap::Args)]
pub(crate) struct Take {
    /// For how long after the last change: 90s, 15m, 2h, 1d, 1h30m; at most 7 days
    #[arg(long = "for", value_name = "TIME", default_value = "1h")]
    #[arg(value_parser = term)]
    term: Duration,
    /// What for; shown to the others
    #[arg(
        long,
        value_name = "TEXT",
        default_value = "",
        hide_default_value = true
    )]
    #[arg(value_parser = crate::view::pieces::bounded::<MAX_MEMO_LEN>)]
    memo: String,
    #[command(flatten)]
    boards: BoardArgs,
    /// Say whether it could be taken, and take nothing
    #[arg(long)]
    dry_run: bool,
}

#[derive(Serialize)]
struct Taken {
    taken: bool,
    dry_run: bool,
    term_s: u64,
    #[serde(flatten)]
    state: LeaseView,
}

/// A time with units.
fn term(text: &str) -> Result<Duration, String> {
    let time = humantime::parse_duration(text)
        .map_err(|error| format!("{error}; a time is e.g. 90s, 15m, 2h or 1h30m"))?;
    match BoardLease::check_term(time) {
        Ok(_) => Ok(time),
        Err(error) => Err(error.to_string()),
    }
}

impl Take {
    pub(super) fn run(&self, context: &Context) -> Result<Answer, Error> {
        let term_s = BoardLease::check_term(self.term)?.into();
        context.on_boards(&self.boards, |board, _| {
            let state = match self.dry_run {
                true => {
                    board.require_role(Role::Operate)?;
                    board.lease().free_or_own()?
                }
                false => board.lease().take(self.term, &self.memo)?,
            };
            Ok(Taken {
                taken: !self.dry_run,
                dry_run: self.dry_run,
                term_s,
                state: LeaseView::from(state),
            })
        })
    }
}

impl fmt::Display for Taken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let term = span(self.term_s);
        match self.dry_run {
            true => write!(f, "would be yours for {term}; now {}", self.state),
            false => write!(f, "yours for {term} after the last change"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_have_units_and_bounds() {
        for (text, seconds) in [
            ("90s", 90),
            ("15m", 900),
            ("2h", 7200),
            ("1d", 86_400),
            ("1h30m", 5400),
            ("7d", 604_800),
        ] {
            assert_eq!(term(text), Ok(Duration::from_secs(seconds)), "{text}");
        }
        for text in [
            "",
            "0s",
            "90",
            "h",
            "-1h",
            "8d",
            "1 fortnight",
            "99999999999999y",
        ] {
            let error = term(text).unwrap_err();
            assert!(
                !error.is_empty() && !error.contains('\n'),
                "{text}: {error}"
            );
        }
    }
}
