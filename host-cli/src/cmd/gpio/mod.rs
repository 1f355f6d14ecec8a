//! `fic gpio`: the raw pins, guarded

mod level;
mod read;
mod write;

use clap::Subcommand;

use crate::context::Context;
use crate::view::Answer;
use fic_client::Error;

/// The raw pins of the Pi, and what each is on the board
#[derive(Debug, Subcommand)]
pub(crate) enum Gpio {
    /// Levels of pins, and what each is
    Read(read::Read),
    /// Drive pins that no load and no register access uses
    Write(write::Write),
}

impl Gpio {
    pub(super) fn run(&self, context: &Context) -> Result<Answer, Error> {
        match self {
            Self::Read(command) => command.run(context),
            Self::Write(command) => command.run(context),
        }
    }
}
