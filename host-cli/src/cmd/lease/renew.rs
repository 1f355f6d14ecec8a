//! `fic lease renew`

use std::fmt;

use serde::Serialize;

use crate::args::BoardArgs;
use crate::context::Context;
use crate::view::Answer;
use crate::view::lease::LeaseView;
use fic_client::Error;

/// Make the own lease last its whole time again
///
/// Changes to the board do that, too.
#[derive(Debug, clap::Args)]
pub(crate) struct Renew {
    #[command(flatten)]
    boards: BoardArgs,
    /// Say whether there is one to renew, and renew nothing
    #[arg(long)]
    dry_run: bool,
}

#[derive(Serialize)]
struct Renewed {
    renewed: bool,
    dry_run: bool,
    #[serde(flatten)]
    state: LeaseView,
}

impl Renew {
    pub(super) fn run(&self, context: &Context) -> Result<Answer, Error> {
        context.on_boards(&self.boards, |board, _| {
            let state = match self.dry_run {
                true => board.lease().own()?,
                false => board.lease().renew()?,
            };
            Ok(Renewed {
                renewed: !self.dry_run,
                dry_run: self.dry_run,
                state: LeaseView::from(state),
            })
        })
    }
}

impl fmt::Display for Renewed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let verb = if self.dry_run {
            "would renew"
        } else {
            "renewed"
        };
        write!(f, "{verb}; {}", self.state)
    }
}
