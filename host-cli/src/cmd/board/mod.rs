//! `fic board`: the inventory in the config

mod add;
mod list;
mod pair;
mod ports;
mod remove;

use clap::Subcommand;

use crate::context::Context;
use crate::view::Answer;
use fic_client::Error;

/// The inventory of boards in the config
#[derive(Debug, Subcommand)]
pub(crate) enum Board {
    /// List boards and groups
    List(list::List),
    /// Add a board, or change the address of one
    Add(add::Add),
    /// Pair this host with a board's agent, so that both know each other's key
    Pair(pair::Pair),
    /// Remove a board, from groups too
    Remove(remove::Remove),
}

impl Board {
    /// May put a board into the config.
    pub(super) fn adds(&self) -> bool {
        matches!(self, Self::Add(_) | Self::Pair(_))
    }

    pub(super) fn run(&self, context: &Context) -> Result<Answer, Error> {
        match self {
            Self::List(command) => Ok(command.run(context)),
            Self::Add(command) => command.run(context),
            Self::Pair(command) => command.run(context),
            Self::Remove(command) => command.run(context),
        }
    }
}
