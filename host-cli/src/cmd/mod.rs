//! The commands, one file each

mod bitstream;
mod board;
mod catalog;
mod completions;
mod ddr;
mod deploy;
mod fpga;
mod gpio;
mod hls;
mod lease;
mod load;
mod logs;
mod man;
mod reg;
mod stage;
mod status;
mod switch;

use clap::Subcommand;

use crate::context::Context;
use crate::view::Answer;
use fic_client::Error;

/// What `fic` can do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Stage a design and load it: put it on the board
    Deploy(deploy::Deploy),
    /// Bring a design to the board's own store only
    Stage(stage::Stage),
    /// Write a staged design into the FPGA
    Load(load::Load),
    /// Configuration state of the FPGA; clear it; read and explain its registers
    #[command(subcommand)]
    Fpga(fpga::Fpga),
    /// The switching tables: show, apply, compare, check, clear
    #[command(subcommand)]
    Switch(switch::Switch),
    /// Registers of the running design, by number or name
    #[command(subcommand)]
    Reg(reg::Reg),
    /// The user logic of the running design: start, reset, send, receive
    #[command(subcommand)]
    Hls(hls::Hls),
    /// The board's DRAM and AXI registers, through the running design
    #[command(subcommand)]
    Ddr(ddr::Ddr),
    /// The raw pins of the Pi, and what each is on the board
    #[command(subcommand)]
    Gpio(gpio::Gpio),
    /// One line a board, or everything of one board
    Status(status::Status),
    /// What the bare-metal image logs, as it comes
    Logs(logs::Logs),
    /// Who may change a board now: take it, give it back, see who has it
    #[command(subcommand)]
    Lease(lease::Lease),
    /// Look at, convert and make up configuration files
    #[command(subcommand)]
    Bitstream(bitstream::Bitstream),
    /// Keep designs under a name, with versions
    Catalog(catalog::Catalog),
    /// The inventory of boards in the config
    #[command(subcommand)]
    Board(board::Board),
    /// Print a completion script for a shell
    Completions(completions::Completions),
    /// Print the manual page, or write one page a command
    Man(man::Man),
}

impl Command {
    /// A broken config must not keep a shell from starting.
    pub(crate) fn needs_config(&self) -> bool {
        !matches!(self, Self::Completions(_) | Self::Man(_))
    }

    /// Writes the config: one that is named and not there yet is empty.
    pub(crate) fn creates_config(&self) -> bool {
        matches!(self, Self::Board(command) if command.adds())
    }

    /// Runs it; `definition` is the whole command line, for what describes it.
    pub(crate) fn run(
        &self,
        context: &Context,
        definition: clap::Command,
    ) -> Result<Answer, Error> {
        match self {
            Self::Deploy(command) => command.run(context),
            Self::Stage(command) => command.run(context),
            Self::Load(command) => command.run(context),
            Self::Fpga(command) => command.run(context),
            Self::Switch(command) => command.run(context),
            Self::Reg(command) => command.run(context),
            Self::Hls(command) => command.run(context),
            Self::Ddr(command) => command.run(context),
            Self::Gpio(command) => command.run(context),
            Self::Status(command) => command.run(context),
            Self::Logs(command) => command.run(context),
            Self::Lease(command) => command.run(context),
            Self::Bitstream(command) => command.run(context),
            Self::Catalog(command) => command.run(context),
            Self::Board(command) => command.run(context),
            Self::Completions(command) => Ok(command.run(definition)),
            Self::Man(command) => command.run(definition),
        }
    }
}
