//! What every command takes

use std::time::Duration;

use clap::Parser;

use crate::cmd::Command;
use crate::output::Format;
use fic_cluster::Config;

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

/// What every command takes.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct Globals {
    /// How to write the result: text for people, or one JSON document
    #[arg(long, global = true, value_enum, env = "FIC_FORMAT", hide_env = true)]
    format: Option<Format>,
    /// Show errors only
    #[arg(short, long, global = true)]
    pub(crate) quiet: bool,
    /// Show more notes; twice: those of libraries too
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    pub(crate) verbose: u8,
    /// Longest time that a board may take, in seconds; without it, limits follow from the size
    #[arg(long, global = true, value_name = "SECONDS", value_parser = seconds)]
    #[arg(env = "FIC_TIMEOUT", hide_env = true)]
    timeout: Option<Duration>,
}

impl Globals {
    /// How the result is written.
    pub fn format(&self, config: &Config) -> Format {
        let default = match config.defaults.format.as_deref() {
            Some("json") => Format::Json,
            _ => Format::Text,
        };
        self.format.unwrap_or(default)
    }

    /// Longest time that a board may take.
    pub fn time_limit(&self, config: &Config) -> Option<Duration> {
        let default = config.defaults.timeout.map(Duration::from_secs_f64);
        self.timeout.or(default)
    }
}

fn seconds(text: &str) -> Result<Duration, String> {
    match text.parse::<f64>() {
        Ok(seconds) if seconds > 0.0 && seconds <= 1e6 => Ok(Duration::from_secs_f64(seconds)),
        _ => Err("a number of seconds above 0".into()),
    }
}

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

    #[test]
    fn seconds_are_above_zero() {
        assert_eq!(seconds("1.5"), Ok(Duration::from_millis(1500)));
        for text in ["0", "-1", "nan", "inf", "1e9", "x"] {
            assert!(seconds(text).is_err(), "{text}");
        }
    }
}
