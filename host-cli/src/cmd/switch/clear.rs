//! `fic switch clear`

use std::fmt;

use serde::Serialize;

use super::DesignArgs;
use super::applied;
use crate::args::BoardArgs;
use crate::context::Context;
use crate::view::Answer;
use fic_client::Error;
use fic_client::board::switch::ApplyOptions;
use fic_client::board::switch::ClearError;
use fic_client::board::switch::cleared;

/// Make every entry idle
///
/// The slot count stays. Idle is written as the number of ports, so that number must be
/// known: it is that of the table that was applied last, or given with --ports and
/// --switches.
#[derive(Debug, clap::Args)]
pub(crate) struct Clear {
    #[command(flatten)]
    boards: BoardArgs,
    #[command(flatten)]
    design: DesignArgs,
    /// Say what would be written, and write nothing
    #[arg(long)]
    dry_run: bool,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Report {
    Cleared(applied::ApplyReport),
    Nothing {
        dry_run: bool,
        changes: [(); 0],
        registers_written: usize,
        notes: [&'static str; 1],
    },
}

impl Clear {
    pub(super) fn run(&self, context: &Context) -> Result<Answer, Error> {
        context.on_boards(&self.boards, |board, _| {
            let hint = self.design.hint(board)?;
            let options = ApplyOptions {
                dry_run: self.dry_run,
                ..ApplyOptions::default()
            };
            match cleared(board, hint).map_err(explained)? {
                Some(table) => applied::apply(board, &table, &options).map(Report::Cleared),
                None => Ok(Report::Nothing {
                    dry_run: self.dry_run,
                    changes: [],
                    registers_written: 0,
                    notes: ["the slot count is 0: no table is in force"],
                }),
            }
        })
    }
}

fn explained(error: ClearError<Error>) -> Error {
    match error {
        ClearError::Bus(error) => error,
        ClearError::NoSlotCount { value } => Error::BadSlotCount { value },
        error => Error::Usage {
            message: error.to_string(),
            help: "give --ports and --switches; a wrong number of ports would write an entry that is not idle".into(),
        },
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Cleared(report) => report.fmt(f),
            Self::Nothing { notes: [note], .. } => write!(f, "nothing to write: {note}"),
        }
    }
}
