//! `fic lease`: who may change a board now

mod release;
mod renew;
mod revoke;
mod show;
mod take;

use clap::Subcommand;

use crate::context::Context;
use crate::view::Answer;
use fic_client::Error;

/// Who may change a board now: take it, give it back, see who has it
#[derive(Debug, Subcommand)]
pub(crate) enum Lease {
    /// Keep a board for a time: nobody else may change it
    Take(take::Take),
    /// Make the own lease last its whole time again
    Renew(renew::Renew),
    /// Give the own lease back
    Release(release::Release),
    /// Who holds a board, since when and for how long yet
    Show(show::ShowLease),
    /// End another's lease; for admins of the board, and it keeps who did
    Break(revoke::Break),
}

impl Lease {
    pub(super) fn run(&self, context: &Context) -> Result<Answer, Error> {
        match self {
            Self::Take(command) => command.run(context),
            Self::Renew(command) => command.run(context),
            Self::Release(command) => command.run(context),
            Self::Show(command) => command.run(context),
            Self::Break(command) => command.run(context),
        }
    }
}
