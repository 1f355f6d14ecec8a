//! `fic lease break`

use std::fmt;

use fic_protocol::Role;
use serde::Serialize;

use crate::args::BoardArgs;
use crate::context::Context;
use crate::view::Answer;
use crate::view::lease::LeaseView;
use fic_client::Error;

/// End another's lease; for admins of the board, and it keeps who did
///
/// A request of the holder that runs already goes on to its end. Take the lease right
/// afterwards to keep the board: the holder's commands may take it again.
#[derive(Debug, clap::Args)]
pub(crate) struct Break {
    #[command(flatten)]
    boards: BoardArgs,
    /// Say whose lease would be ended, and end nothing
    #[arg(long)]
    dry_run: bool,
}

#[derive(Serialize)]
struct Broken {
    /// There was one, or would be one of a dry run.
    broken: bool,
    dry_run: bool,
    /// How it stood before.
    before: LeaseView,
}

impl Break {
    pub(super) fn run(&self, context: &Context) -> Result<Answer, Error> {
        context.on_boards(&self.boards, |board, _| {
            let before = LeaseView::from(board.lease().show()?);
            match self.dry_run {
                true => board.require_role(Role::Admin)?,
                false => drop(board.lease().revoke()?),
            }
            Ok(Broken {
                broken: before.is_held(),
                dry_run: self.dry_run,
                before,
            })
        })
    }
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.before.holder(), self.dry_run) {
            (Some(holder), false) => write!(f, "ended the lease of {holder}"),
            (Some(holder), true) => write!(f, "would end the lease of {holder}"),
            (None, _) => f.write_str("free: no lease to end"),
        }
    }
}
