//! `fic switch`: the switching tables

mod applied;
mod apply;
mod check;
mod clear;
mod diff;
mod show;

use clap::Subcommand;

use crate::context::Context;
use crate::view::Answer;
use fic_client::Board;
use fic_client::Error;
use fic_client::board::switch::Hint;
use fic_network::MAX_PORTS;
use fic_network::MAX_SWITCHES;

/// The switching tables: show, apply, compare, check, clear
#[derive(Debug, Subcommand)]
pub(crate) enum Switch {
    /// Print the tables in force, in a form that `apply` takes
    Show(show::Show),
    /// Write tables, read them back, and restore the old ones if anything fails
    Apply(apply::Apply),
    /// Say which entries a file would change
    Diff(diff::Diff),
    /// Check files, and follow every flow over all boards
    Check(check::Check),
    /// Make every entry idle
    Clear(clear::Clear),
}

impl Switch {
    pub(super) fn run(&self, context: &Context) -> Result<Answer, Error> {
        match self {
            Self::Show(command) => command.run(context),
            Self::Apply(command) => command.run(context),
            Self::Diff(command) => command.run(context),
            Self::Check(command) => command.run(context),
            Self::Clear(command) => command.run(context),
        }
    }
}

/// What no register of a design tells.
#[derive(Debug, clap::Args)]
struct DesignArgs {
    /// Ports of the running design, the user logic included; else those of the last table
    #[arg(long, value_name = "N")]
    #[arg(value_parser = clap::value_parser!(u8).range(1..=i64::from(MAX_PORTS)))]
    ports: Option<u8>,
    /// Switches of the running design; else those of the last table
    #[arg(long, value_name = "N")]
    #[arg(value_parser = clap::value_parser!(u8).range(1..=i64::from(MAX_SWITCHES)))]
    switches: Option<u8>,
}

impl DesignArgs {
    fn hint(&self, board: &mut Board) -> Result<Hint, Error> {
        Ok(Hint {
            ports: self.ports,
            switches: self.switches,
            write_only: false,
            loaded_at_s: loaded_at(board)?,
        })
    }
}

/// When the running design was loaded, if the board knows.
fn loaded_at(board: &mut Board) -> Result<Option<u64>, Error> {
    let load = board.status()?.last_load;
    Ok(load.map(|load| load.at_s).filter(|&at_s| at_s != 0))
}
