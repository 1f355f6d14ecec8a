//! Lints

use super::Suite;
use super::nothing;
use crate::context::Context;
use crate::outcome::Outcome;
use crate::step;

pub const SUITE: Suite = Suite {
    name: "clippy",
    about: "lints of all targets and features, warnings denied",
    packages: nothing,
    run,
};

fn run(context: &Context) -> anyhow::Result<Outcome> {
    let tally = step::check(context.cargo().args([
        "clippy",
        "--locked",
        "--all-targets",
        "--all-features",
        "--",
        "-D",
        "warnings",
    ]))?;
    Ok(Outcome::ran(tally))
}
