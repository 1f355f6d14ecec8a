//! Documentation

use super::Suite;
use super::nothing;
use crate::context::Context;
use crate::outcome::Outcome;
use crate::step;

pub const SUITE: Suite = Suite {
    name: "docs",
    about: "the documentation builds, warnings denied",
    packages: nothing,
    run,
};

fn run(context: &Context) -> anyhow::Result<Outcome> {
    // The same features as clippy: the checked dependencies are used again.
    let tally = step::check(
        context
            .cargo()
            .args(["doc", "--locked", "--no-deps", "--all-features"])
            .env("RUSTDOCFLAGS", "-D warnings"),
    )?;
    Ok(Outcome::ran(tally))
}
