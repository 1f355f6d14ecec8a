//! Formatting

use super::Suite;
use super::nothing;
use crate::context::Context;
use crate::outcome::Outcome;
use crate::step;

pub const SUITE: Suite = Suite {
    name: "fmt",
    about: "the formatting of every file",
    packages: nothing,
    run,
};

fn run(context: &Context) -> anyhow::Result<Outcome> {
    let workspace = step::check(context.cargo().args(["fmt", "--all", "--check"]))?;
    // Not a member, so `--all` does not reach it.
    let fuzz = step::check(context.cargo().args([
        "fmt",
        "--check",
        "--manifest-path",
        "hw-tests/fuzz/Cargo.toml",
    ]))?;
    Ok(Outcome::ran(workspace + fuzz))
}
