//! The command line: arguments in, one answer out
//!
//! `main` calls [`run`]; everything else is here so that it can be tested and documented.

mod args;
mod boards;
mod context;
mod interrupt;
mod usage;

pub use args::Args;
pub use args::Globals;
pub use boards::BoardArgs;
pub(crate) use context::Context;

use std::ffi::OsString;
use std::sync::Arc;

use clap::Parser;

use crate::Cancel;
use crate::Config;
use crate::Error;
use crate::Exit;
use crate::output;
use crate::output::Answer;
use crate::output::Screen;

/// Runs one command line, the program's name first, and prints what it answers.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> Exit {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    let args = match Args::try_parse_from(&arguments) {
        Ok(args) => args,
        Err(error) => return usage::report(&error, &arguments),
    };
    let screen = Arc::new(Screen::new(args.globals.quiet));
    screen.show_notes(args.globals.verbose);
    let config = match args.command.needs_config() {
        true => Config::load(),
        false => Ok(Config::default()),
    };
    let (format, answer) = match config {
        Ok(config) => {
            let format = args.globals.format(&config);
            (format, answer(args, config, &screen))
        }
        Err(error) => (args.globals.format(&Config::default()), Err(error)),
    };
    output::print(&screen, format, answer)
}

fn answer(args: Args, config: Config, screen: &Arc<Screen>) -> Result<Answer, Error> {
    let cancel = Cancel::default();
    interrupt::listen(&cancel)?;
    let context = Context::new(args.globals, config, Arc::clone(screen), cancel)?;
    args.command.run(&context)
}
