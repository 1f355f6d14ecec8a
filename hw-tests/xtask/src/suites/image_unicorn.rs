//! The bare-metal image on an emulated processor, with the modelled board at its pins

use std::path::PathBuf;

use super::Suite;
use super::cargo_test;
use crate::context::Context;
use crate::debian::Package;
use crate::image;
use crate::outcome::Outcome;
use crate::outcome::Tally;
use crate::step;

pub const SUITE: Suite = Suite {
    name: "image-unicorn",
    about: "the bare-metal image in a CPU emulator, the modelled board at its pins; fic deploys, costs are counted",
    packages,
    run,
};

fn packages(context: &Context) -> Vec<Package> {
    let mut packages = image::packages(context);
    packages.extend([
        Package::program("cmake", "cmake"),
        Package::program("gcc", "cc"),
        // Wherever its version puts the library.
        Package::program("libclang-dev", "/usr/share/doc/libclang-dev/copyright"),
    ]);
    packages
}

fn run(context: &Context) -> anyhow::Result<Outcome> {
    let built = image::run(context, &image::Arguments::default())?;
    let Outcome::Ran { tally, .. } = built else {
        return Ok(built);
    };
    if tally.failed > 0 {
        return Ok(built);
    }
    let mut checked = lints(context)?;
    // The suite `workspace` has built it in CI; alone, this suite must not test an old one.
    if !context.ci || !program(context).exists() {
        let fic = step::check(
            context
                .cargo()
                .args(["build", "--locked", "--workspace", "--bin", "fic"])
                .args(["--features", "fic-bitstream/corpus"]),
        )?;
        if fic.failed > 0 {
            return Ok(Outcome::ran(fic));
        }
        checked = checked + fic;
    }
    let tested = step::tests(
        cargo_test(context)
            // All members, so that their features and with them what other suites have
            // built are the same.
            .args(["--workspace", "--test", "image_unicorn"])
            .args(["--", "--include-ignored", "--nocapture"])
            .env("FIC_IMAGE", image::folder(context)),
    )?;
    // The image's own checks are counted by its own suite.
    Ok(Outcome::ran(checked + tested))
}

/// The package is no default member, so the suites for those leave it out.
fn lints(context: &Context) -> anyhow::Result<Tally> {
    let clippy = step::check(
        context
            .cargo()
            .args(["clippy", "--locked", "--workspace"])
            .args(["--all-targets", "--all-features", "--", "-D", "warnings"]),
    )?;
    let docs = step::check(
        context
            .cargo()
            .args(["doc", "--locked", "--no-deps"])
            .args(["--workspace", "--all-features"])
            .env("RUSTDOCFLAGS", "-D warnings"),
    )?;
    Ok(clippy + docs)
}

fn program(context: &Context) -> PathBuf {
    let name = format!("fic{}", std::env::consts::EXE_SUFFIX);
    context.target().join("debug").join(name)
}
