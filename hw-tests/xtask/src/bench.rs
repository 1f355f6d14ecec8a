//! `cargo xtask bench`: the benchmarks, built in release, as one table

use std::path::PathBuf;
use std::process::ExitCode;

use crate::context::Context;
use crate::step;

/// Which benchmarks and where to.
#[derive(clap::Args)]
pub struct Arguments {
    /// Only benchmarks whose name contains this
    #[arg(long, value_name = "NAME")]
    filter: Option<String>,
    /// Write the rows as JSON too
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// Fail if a goal is missed
    #[arg(long)]
    check: bool,
}

/// Builds everything that a benchmark starts, then runs them.
pub fn run(context: &Context, arguments: &Arguments) -> anyhow::Result<ExitCode> {
    // One build for all three, so that features are the same and `fic-agent` lies beside.
    let mut build = context.cargo();
    build.args(["build", "--release", "--quiet"]);
    build.args(["-p", "fic", "-p", "fic-agent", "-p", "fic-hw-tests"]);
    if step::check(&mut build)?.failed > 0 {
        return Ok(ExitCode::FAILURE);
    }
    let name = format!("fic-bench{}", std::env::consts::EXE_SUFFIX);
    let mut bench = context.command(context.target().join("release").join(name));
    if let Some(filter) = &arguments.filter {
        bench.args(["--filter", filter]);
    }
    if let Some(json) = &arguments.json {
        // Named by the user from where the user stands, not from the workspace's folder.
        bench.arg("--json").arg(std::path::absolute(json)?);
    }
    if arguments.check {
        bench.arg("--check");
    }
    let ok = step::check(&mut bench)?.failed == 0;
    Ok(if ok {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}
