//! `fic bitstream`: configuration files, without a board

mod convert;
mod inspect;
mod synth;

use clap::Subcommand;

use crate::context::Context;
use crate::view::Answer;
use fic_client::Error;

/// Look at, convert and make up configuration files
#[derive(Debug, Subcommand)]
pub(crate) enum Bitstream {
    /// Say what a configuration file is
    Inspect(inspect::Inspect),
    /// Write the same data as .bit or in any raw byte order
    Convert(convert::Convert),
    /// Make up a well-formed file of a part's real size, for tests
    Synth(synth::Synth),
}

impl Bitstream {
    pub(super) fn run(&self, context: &Context) -> Result<Answer, Error> {
        match self {
            Self::Inspect(command) => command.run(context),
            Self::Convert(command) => command.run(context),
            Self::Synth(command) => command.run(context),
        }
    }
}
