//! `fic lease release`

use std::fmt;

use serde::Serialize;

use crate::args::BoardArgs;
use crate::context::Context;
use crate::view::Answer;
use crate::view::lease::LeaseView;
use fic_client::Error;

/// Give the own lease back
///
/// Without one nothing happens, so a script may end with it.
#[derive(Debug, clap::Args)]
pub(crate) struct Release {
    #[command(flatten)]
    boards: BoardArgs,
    /// Say whether there is one to give back, and give nothing back
    #[arg(long)]
    dry_run: bool,
}

#[derive(Serialize)]
struct Released {
    /// There was one of who asks.
    was_yours: bool,
    dry_run: bool,
    #[serde(flatten)]
    state: LeaseView,
}

impl Release {
    pub(super) fn run(&self, context: &Context) -> Result<Answer, Error> {
        context.on_boards(&self.boards, |board, _| {
            let before = board.lease().show()?;
            let was_yours = before.yours;
            let state = match self.dry_run {
                true => before,
                false => board.lease().release()?,
            };
            Ok(Released {
                was_yours,
                dry_run: self.dry_run,
                state: LeaseView::from(state),
            })
        })
    }
}

impl fmt::Display for Released {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let verb = match (self.was_yours, self.dry_run) {
            (true, false) => "given back",
            (true, true) => "would be given back",
            (false, _) => "not yours, so there is nothing to give back",
        };
        write!(f, "{verb}; {}", self.state)
    }
}
