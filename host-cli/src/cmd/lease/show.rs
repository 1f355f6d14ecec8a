//! `fic lease show`

use crate::args::BoardArgs;
use crate::context::Context;
use crate::view::Answer;
use crate::view::lease::LeaseView;
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
            board.lease().show().map(LeaseView::from)
        })
    }
}
