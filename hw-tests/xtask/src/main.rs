//! Build, test and benchmark jobs of this workspace: `cargo xtask …`
//!
//! One file a subcommand, one file a test suite (`suites/`).

mod bench;
mod context;
mod cross;
mod debian;
mod dist;
mod emulate;
mod fuzz;
mod hil;
mod image;
mod nostd;
mod outcome;
mod pi;
mod report;
mod step;
mod suites;
mod test;
mod toolchain;

use std::process::ExitCode;

use clap::Parser;
use clap::Subcommand;

use context::Context;
use outcome::Outcome;

#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", about)]
struct Arguments {
    #[command(subcommand)]
    job: Job,
}

#[derive(Subcommand)]
enum Job {
    /// Run the test suites, installing what they need where that is allowed
    Test(test::Arguments),
    /// Run the benchmarks in release and print one table
    Bench(bench::Arguments),
    /// Run the hardware trials on the boards that a file names
    Hil(hil::Arguments),
    /// Build fic-agent and fic for a Raspberry Pi, as programs and as Debian packages
    Dist(dist::Arguments),
    /// Build the bare-metal image for a Raspberry Pi 3, check and measure it
    Image(image::Arguments),
    /// Run the bare-metal image in QEMU's Raspberry Pi 3 until interrupted
    Emulate(emulate::Arguments),
    /// Build the no_std crates for bare-metal Arm targets
    Nostd,
    /// Run every fuzz target for a while, starting from its stored corpus
    Fuzz(fuzz::Arguments),
}

fn main() -> anyhow::Result<ExitCode> {
    let context = Context::from_env();
    Ok(match Arguments::parse().job {
        Job::Test(arguments) => test::run(&context, &arguments)?,
        Job::Bench(arguments) => bench::run(&context, &arguments)?,
        Job::Hil(arguments) => hil::run(&context, &arguments)?,
        Job::Dist(arguments) => alone(dist::run(&context, &arguments)?),
        Job::Image(arguments) => alone(image::run(&context, &arguments)?),
        Job::Emulate(arguments) => emulate::run(&context, &arguments)?,
        Job::Nostd => alone(nostd::run(&context)?),
        Job::Fuzz(arguments) => alone(fuzz::run(&context, &arguments)?),
    })
}

/// The end of a job that is asked for by itself: it was wanted, so left out is failed.
fn alone(outcome: Outcome) -> ExitCode {
    println!("{outcome}");
    if outcome.is_success(true) {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}
