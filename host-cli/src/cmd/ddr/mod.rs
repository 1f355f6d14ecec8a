//! `fic ddr`: the DRAM behind the running design

mod read;
mod write;

use clap::Subcommand;

use crate::context::Context;
use crate::view::Answer;
use fic_client::Error;
use fic_client::board::ddr::Space;

/// The board's DRAM and AXI registers, through the running design
///
/// The design must hold the rasddr module and be started: `fic hls reset`, `fic hls start`.
#[derive(Debug, Subcommand)]
pub(crate) enum Ddr {
    /// Read any bytes of the memory
    Read(read::Read),
    /// Write bytes at any address of the memory, and verify them
    Write(write::Write),
}

impl Ddr {
    pub(super) fn run(&self, context: &Context) -> Result<Answer, Error> {
        match self {
            Self::Read(command) => command.run(context),
            Self::Write(command) => command.run(context),
        }
    }
}

/// What an address is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum SpaceArg {
    /// The DRAM
    Memory,
    /// The AXI registers
    Axi,
}

impl From<SpaceArg> for Space {
    fn from(space: SpaceArg) -> Self {
        match space {
            SpaceArg::Memory => Self::Memory,
            SpaceArg::Axi => Self::Axi,
        }
    }
}
