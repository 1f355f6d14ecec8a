//! `fic lease show`

use super::State;
use crate::cli::BoardArgs;
use crate::cli::Context;
use crate::output::Answer;
use fic_client::Error;

/// Who holds a board, since when and for how long yet
#[derive(Debug, clap::Args)]
pub(crate) struct ShowLease {
    #[command(flatten)]
    boards: BoardArgs,
}

impl ShowLease {
    pub(super) fn run(&self, context: &Context) -> Result<Answer, Error> {
        context.on_boards(&self.boards, |board, _| {
            board.lease().show().map(State::from)
        })
    }
}
