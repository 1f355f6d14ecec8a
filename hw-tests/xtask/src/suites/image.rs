//! The bare-metal image: built, its machine code checked, its size measured

use super::Suite;
use crate::context::Context;
use crate::image;
use crate::outcome::Outcome;

pub const SUITE: Suite = Suite {
    name: "image",
    about: "the bare-metal image: lints, no floating point, no unexplained panic, sizes within goals",
    packages: image::lint_packages,
    run,
};

fn run(context: &Context) -> anyhow::Result<Outcome> {
    let linted = image::lint(context)?;
    Ok(match image::run(context, &image::Arguments::default())? {
        Outcome::Ran { tally, note } => Outcome::Ran {
            tally: tally + linted,
            note,
        },
        left_out => left_out,
    })
}
