//! The catalog in the hands of another implementation

use super::Suite;
use super::cargo_test;
use crate::context::Context;
use crate::debian::Package;
use crate::outcome::Outcome;
use crate::step;

pub const SUITE: Suite = Suite {
    name: "interop",
    about: "skopeo reads a catalog and copies a design out and back",
    packages,
    run,
};

fn packages(_: &Context) -> Vec<Package> {
    vec![Package::program("skopeo", "skopeo")]
}

fn run(context: &Context) -> anyhow::Result<Outcome> {
    let tally = step::tests(
        cargo_test(context)
            .args(["--test", "catalog"])
            .args(["skopeo", "--", "--nocapture"])
            .env("CI", "true"),
    )?;
    Ok(Outcome::ran(tally))
}
