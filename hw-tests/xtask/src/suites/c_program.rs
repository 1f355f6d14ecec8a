//! The modelled board in the hands of a C program

use super::Suite;
use super::cargo_test;
use crate::context::Context;
use crate::debian::Package;
use crate::outcome::Outcome;
use crate::step;

pub const SUITE: Suite = Suite {
    name: "c-program",
    about: "a C program configures the modelled boards through libfic_model",
    packages,
    run,
};

fn packages(_: &Context) -> Vec<Package> {
    vec![Package::program("gcc", "cc")]
}

fn run(context: &Context) -> anyhow::Result<Outcome> {
    let tally = step::tests(
        cargo_test(context)
            .args(["--test", "capi"])
            // Without a compiler the test passes with a remark, but not in CI.
            .env("CI", "true"),
    )?;
    Ok(Outcome::ran(tally))
}
