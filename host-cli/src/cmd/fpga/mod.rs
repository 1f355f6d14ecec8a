//! `fic fpga`: the configuration state

mod probe;
mod reset;
mod status;

use clap::Subcommand;

use crate::context::Context;
use crate::view::Answer;
use fic_client::Error;

/// Configuration state of the FPGA; clear it; read and explain its registers
#[derive(Debug, Subcommand)]
pub(crate) enum Fpga {
    /// Whether the FPGA is configured, from its pins
    Status(status::Status),
    /// Clear the FPGA: no design runs afterwards
    Reset(reset::Reset),
    /// Read IDCODE and STAT through SelectMAP and explain every bit
    Probe(probe::Probe),
}

impl Fpga {
    pub(super) fn run(&self, context: &Context) -> Result<Answer, Error> {
        match self {
            Self::Status(command) => command.run(context),
            Self::Reset(command) => command.run(context),
            Self::Probe(command) => command.run(context),
        }
    }
}
