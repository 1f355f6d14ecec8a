//! The command line: arguments in, one answer out
//!
//! `main` calls [`run`]; everything else is here so that it can be tested and documented.

mod args;
mod interrupt;
mod usage;

pub use args::Args;

use std::ffi::OsString;
use std::sync::Arc;

use clap::ArgMatches;
use clap::CommandFactory;
use clap::FromArgMatches;

use crate::context::Context;
use crate::exit::Exit;
use crate::view;
use crate::view::Answer;
use crate::view::Screen;
use fic_client::Cancel;
use fic_client::Error;
use fic_cluster::Config;

/// Runs one command line, the program's name first, and prints what it answers.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> Exit {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    let (args, words) = match parse(&arguments) {
        Ok(parsed) => parsed,
        Err(error) => return usage::report(&error, &arguments),
    };
    let screen = Arc::new(Screen::new(args.globals.quiet));
    screen.show_notes(args.globals.verbose);
    let config = match args.command.needs_config() {
        true if args.command.creates_config() => Config::load_or_new(),
        true => Config::load(),
        false => Ok(Config::default()),
    };
    let (format, answer) = match config {
        Ok(config) => {
            let format = args.globals.format(&config);
            (format, answer(args, words, config, &screen))
        }
        Err(error) => (args.globals.format(&Config::default()), Err(error)),
    };
    view::print(&screen, format, answer)
}

/// The arguments, and the words of the command that they name: `fic reg write`.
fn parse(arguments: &[OsString]) -> Result<(Args, String), clap::Error> {
    let mut definition = Args::command();
    let matches = definition.try_get_matches_from_mut(arguments)?;
    let args = Args::from_arg_matches(&matches).map_err(|error| error.format(&mut definition))?;
    Ok((args, words(definition.get_name(), &matches)))
}

fn words(program: &str, matches: &ArgMatches) -> String {
    let mut words = program.to_owned();
    let mut rest = matches;
    while let Some((word, below)) = rest.subcommand() {
        words.push_str(&format!(" {word}"));
        rest = below;
    }
    words
}

fn answer(
    args: Args,
    words: String,
    config: Config,
    screen: &Arc<Screen>,
) -> Result<Answer, Error> {
    let cancel = Cancel::default();
    interrupt::listen(&cancel)?;
    let context = Context::new(args.globals, words, config, Arc::clone(screen), cancel);
    args.command.run(&context, Args::command())
}
