//! Man pages and completions, written by the programs themselves as built for this machine

use std::fs;
use std::path::Path;
use std::process::Command;
use std::process::Stdio;

use anyhow::Context as _;

use crate::context::Context;
use crate::outcome::Tally;
use crate::step;

/// Writes them all into this folder, in place of what it held.
pub fn write(context: &Context, place: &Path) -> anyhow::Result<Tally> {
    // A page of a command that is gone must not be packed.
    let _ = fs::remove_dir_all(place);
    fs::create_dir_all(place.join("agent"))
        .with_context(|| format!("cannot make {}", place.display()))?;
    let mut man = host_program(context, "fic", &["man", "--dir"]);
    let mut tally = step::check(man.arg(place))?;
    let own = place.join("agent/fic-agent.1");
    tally = tally + print(context, "fic-agent", &["man"], &own)?;
    tally = tally + compress(context, place)?;
    for (shell, file) in [("bash", "fic.bash"), ("zsh", "_fic"), ("fish", "fic.fish")] {
        let output = place.join(file);
        tally = tally + print(context, "fic", &["completions", shell], &output)?;
    }
    Ok(tally)
}

/// Debian's manual pages are compressed, and without a date, so that a build can be repeated.
fn compress(context: &Context, place: &Path) -> anyhow::Result<Tally> {
    let mut gzip = context.command("gzip");
    gzip.args(["--best", "--no-name", "--recursive"]);
    step::check(gzip.arg(place))
}

fn host_program(context: &Context, program: &str, arguments: &[&str]) -> Command {
    let file = format!("{program}{}", std::env::consts::EXE_SUFFIX);
    let built = context.target().join("debug").join(file);
    // The suite `workspace` has built them in CI, with the features of its tests: with
    // those of the package alone, half of their dependencies would be built again.
    let mut command = match context.ci && built.is_file() {
        true => context.command(built),
        false => {
            let mut cargo = context.cargo();
            cargo.args(["run", "--locked", "--quiet", "--package", program, "--"]);
            cargo
        }
    };
    command.args(arguments);
    command
}

/// What the program prints, in a file.
fn print(
    context: &Context,
    program: &str,
    arguments: &[&str],
    file: &Path,
) -> anyhow::Result<Tally> {
    let mut command = host_program(context, program, arguments);
    command.stdin(Stdio::null()).stderr(Stdio::inherit());
    step::show(&command);
    let output = command.output()?;
    fs::write(file, &output.stdout).with_context(|| format!("cannot write {}", file.display()))?;
    Ok(Tally::one(output.status.success()))
}
