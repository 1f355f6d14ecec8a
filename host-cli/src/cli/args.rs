//! The whole command line

use clap::Parser;

use crate::args::Globals;
use crate::cmd::Command;

/// Loads and watches the FPGAs of FiC boards.
///
/// Boards are named with -b: a NAME of the config, name[00-11], @group, a comma list of
/// these, or an address (sim:mk2, tls://host, tcp://host, unix:/path, serial:/dev/ttyUSB0).
#[derive(Debug, Parser)]
#[command(name = "fic", version, max_term_width = 100)]
#[command(subcommand_required = true, arg_required_else_help = true)]
#[command(after_help = AFTER_HELP)]
pub struct Args {
    #[command(flatten)]
    pub(crate) globals: Globals,
    #[command(subcommand)]
    pub(crate) command: Command,
}

const AFTER_HELP: &str = "\
Environment (a flag goes before it, it goes before the config):
  FIC_BOARD    what -b takes          FIC_CATALOG  folder of the catalog
  FIC_CONFIG   the config file        FIC_FORMAT   text or json
  FIC_JOBS     boards at a time       FIC_TIMEOUT  seconds
  NO_COLOR     no colours

Exit codes:
  0 done   1 other   2 command line   3 unreachable   4 input refused   5 not now   6 the board failed";

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_definition_is_sound() {
        Args::command().debug_assert();
    }

    #[test]
    fn every_command_and_option_is_explained() {
        fn check(command: &clap::Command) {
            assert!(command.get_about().is_some(), "{}", command.get_name());
            for argument in command.get_arguments() {
                let id = (command.get_name(), argument.get_id().as_str());
                assert!(argument.get_help().is_some(), "{id:?}");
            }
            command.get_subcommands().for_each(check);
        }
        check(&Args::command());
    }
}
