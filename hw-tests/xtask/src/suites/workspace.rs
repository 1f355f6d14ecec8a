//! Every test that needs nothing but Rust

use super::Suite;
use super::cargo_test;
use super::nothing;
use super::vendor_files;
use crate::context::Context;
use crate::outcome::Outcome;
use crate::step;

pub const SUITE: Suite = Suite {
    name: "workspace",
    about: "unit, integration and documentation tests of the default members",
    packages: nothing,
    run,
};

fn run(context: &Context) -> anyhow::Result<Outcome> {
    // The dev profile: it is tuned in the root Cargo.toml so that 48 MB designs pass in
    // seconds, and it keeps the overflow checks and debug assertions that release drops.
    let tally = step::tests(
        cargo_test(context)
            // Counted once, by the suite `vendor-files`.
            .env_remove(vendor_files::VARIABLE),
    )?;
    Ok(Outcome::ran(tally))
}
