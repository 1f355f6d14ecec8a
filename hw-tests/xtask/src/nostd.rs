//! `cargo xtask nostd`: the no_std crates built for bare-metal Arm
//!
//! With an installed rustup target the usual toolchain builds them. Without one the
//! Debian route does: Debian packages a compiler together with its library's source, so
//! `core` is built too (about 30 s a target when cold).

use std::process::Command;

use crate::context::Context;
use crate::debian;
use crate::debian::Package;
use crate::outcome::Outcome;
use crate::outcome::Tally;
use crate::step;
use crate::toolchain;

/// A Pi 3 without an operating system, and the smallest controller: no atomics, no unaligned access.
const TARGETS: [&str; 2] = ["aarch64-unknown-none-softfloat", "thumbv6m-none-eabi"];

const PACKAGES: [&str; 3] = ["fic-protocol", "fic-bitstream", "fic-core"];

const DEBIAN: [Package; 3] = [
    toolchain::RUSTC,
    toolchain::CARGO,
    toolchain::LIBRARY_SOURCE,
];

/// What the Debian route needs, if any target has to take it.
pub fn packages(context: &Context) -> Vec<Package> {
    if TARGETS
        .iter()
        .all(|target| toolchain::has_target(context, target))
    {
        Vec::new()
    } else {
        DEBIAN.to_vec()
    }
}

/// Builds every crate for every target.
pub fn run(context: &Context) -> anyhow::Result<Outcome> {
    let mut tally = Tally::default();
    let mut debian_targets = 0;
    for target in TARGETS {
        let mut command = if toolchain::has_target(context, target) {
            context.cargo()
        } else if let Some(why) = debian::missing(&DEBIAN) {
            return Ok(Outcome::left_out(format!(
                "{why}; or: rustup target add {target}"
            )));
        } else {
            debian_targets += 1;
            let mut cargo = toolchain::debian_cargo(context);
            cargo.args(["-Z", "build-std=core"]);
            cargo
        };
        tally = tally + step::check(build(&mut command, target))?;
    }
    let note = match debian_targets {
        0 => "with installed targets".into(),
        _ => format!("{debian_targets} by Debian's compiler and build-std"),
    };
    Ok(Outcome::Ran { tally, note })
}

fn build<'c>(command: &'c mut Command, target: &str) -> &'c mut Command {
    command.args(["build", "--locked", "--lib", "--no-default-features"]);
    for package in PACKAGES {
        command.args(["--package", package]);
    }
    command.args(["--target", target])
}
