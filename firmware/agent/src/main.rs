//! `fic-agent`: the daemon beside a FiC board

mod program;

use std::process::ExitCode;

use clap::Parser as _;

fn main() -> ExitCode {
    let ended = program::run(program::Arguments::parse());
    program::last_resort();
    match ended {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            program::say(error.explained().trim_end());
            ExitCode::from(error.exit_code())
        }
    }
}
