//! `fic fpga reset`

use std::fmt;

use serde::Serialize;

use crate::args::BoardArgs;
use crate::context::Context;
use crate::view::Answer;
use crate::view::pieces::Running;
use fic_client::Error;

/// Clear the FPGA: no design runs afterwards
#[derive(Debug, clap::Args)]
pub(crate) struct Reset {
    #[command(flatten)]
    boards: BoardArgs,
    /// Say what would be cleared, and clear nothing
    #[arg(long)]
    dry_run: bool,
}

/// What a reset did.
#[derive(Serialize)]
struct ResetReport {
    cleared: bool,
    dry_run: bool,
    /// What ran before.
    ran: Option<Running>,
}

impl Reset {
    pub(super) fn run(&self, context: &Context) -> Result<Answer, Error> {
        context.on_boards(&self.boards, |board, _| {
            let ran = Running::of(&board.status()?);
            if !self.dry_run {
                board.reset()?;
            }
            Ok(ResetReport {
                cleared: !self.dry_run,
                dry_run: self.dry_run,
                ran,
            })
        })
    }
}

impl fmt::Display for ResetReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let verb = if self.dry_run { "would be " } else { "" };
        match &self.ran {
            Some(ran) => write!(f, "{verb}cleared; until now it ran {ran}"),
            None => write!(f, "{verb}cleared; nothing ran"),
        }
    }
}
