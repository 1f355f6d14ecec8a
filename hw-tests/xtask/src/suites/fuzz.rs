//! Short fuzz runs

use super::Suite;
use crate::context::Context;
use crate::debian::Package;
use crate::fuzz;
use crate::outcome::Outcome;

pub const SUITE: Suite = Suite {
    name: "fuzz",
    about: "20 s of fuzzing for every decoder, from its stored corpus",
    packages,
    run,
};

fn packages(_: &Context) -> Vec<Package> {
    // libFuzzer is C++.
    vec![Package::program("g++", "c++")]
}

fn run(context: &Context) -> anyhow::Result<Outcome> {
    fuzz::run(context, &fuzz::Arguments::default())
}
