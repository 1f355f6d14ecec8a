//! `cargo xtask hil`: the hardware trials, on boards that a file names

use std::ffi::OsString;
use std::process::ExitCode;

use crate::context::Context;
use crate::step;

/// What is handed on to the trials' own program.
#[derive(clap::Args)]
pub struct Arguments {
    /// --boards FILE, --trial NAME, --soak N, --json FILE, --list; `-- --help` explains them
    #[arg(trailing_var_arg = true, allow_hyphen_values = true, required = true)]
    rest: Vec<OsString>,
}

/// Builds the trials and runs them where the user stands: paths are the user's.
pub fn run(context: &Context, arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let mut build = context.cargo();
    build.args(["build", "--release", "--quiet"]);
    build.args(["-p", "fic-hw-tests", "--bin", "fic-hil"]);
    if step::check(&mut build)?.failed > 0 {
        return Ok(ExitCode::FAILURE);
    }
    let name = format!("fic-hil{}", std::env::consts::EXE_SUFFIX);
    let mut trials = context.command(context.target().join("release").join(name));
    trials.args(&arguments.rest);
    trials.current_dir(std::env::current_dir()?);
    Ok(match step::check(&mut trials)?.failed {
        0 => ExitCode::SUCCESS,
        _ => ExitCode::FAILURE,
    })
}
