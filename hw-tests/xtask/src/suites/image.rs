//! The bare-metal image: its own checks, and its runs in QEMU and in Unicorn

use std::process::Command;

use super::cargo_test;
use crate::context::Context;
use crate::debian::Package;
use crate::image;
use crate::outcome::Outcome;
use crate::outcome::Tally;
use crate::step;

/// What Unicorn's build needs besides the image's.
pub const UNICORN: [Package; 3] = [
    Package::program("cmake", "cmake"),
    Package::program("gcc", "cc"),
    // Wherever its version puts the library.
    Package::program("libclang-dev", "/usr/share/doc/libclang-dev/copyright"),
];

/// What the image's build needs, and these.
pub fn packages(context: &Context, more: &[Package]) -> Vec<Package> {
    let mut packages = image::packages(context);
    packages.extend(more);
    packages
}

/// Built, its machine code checked, its size measured.
pub fn check(context: &Context) -> anyhow::Result<Outcome> {
    let linted = image::lint(context)?;
    Ok(match image::run(context, &image::Arguments::default())? {
        Outcome::Ran { tally, note } => Outcome::Ran {
            tally: tally + linted,
            note,
        },
        left_out => left_out,
    })
}

/// The image in QEMU's Raspberry Pi 3.
pub fn qemu(context: &Context) -> anyhow::Result<Outcome> {
    let mut fic = context.cargo();
    fic.args(["build", "--locked", "-p", "fic"]);
    let mut tests = cargo_test(context);
    tests.args(["--test", "image_qemu"]);
    run_in(context, |_| Ok(Tally::default()), fic, tests)
}

/// The image on an emulated processor, with the modelled board at its pins.
pub fn unicorn(context: &Context) -> anyhow::Result<Outcome> {
    // All members, so that their features and with them what other suites have built are
    // the same.
    let mut fic = context.cargo();
    fic.args(["build", "--locked", "--workspace", "--bin", "fic"])
        .args(["--features", "fic-bitstream/corpus"]);
    let mut tests = cargo_test(context);
    tests.args(["--workspace", "--test", "image_unicorn"]);
    run_in(context, lints, fic, tests)
}

/// Builds the image and then `fic`, and runs the tests that boot the one for the other.
fn run_in(
    context: &Context,
    checks: fn(&Context) -> anyhow::Result<Tally>,
    mut fic: Command,
    mut tests: Command,
) -> anyhow::Result<Outcome> {
    let built = image::run(context, &image::Arguments::default())?;
    // The image's own checks are counted by its own suite.
    match built {
        Outcome::Ran { tally, .. } if tally.failed == 0 => {}
        _ => return Ok(built),
    }
    let mut tally = checks(context)?;
    let program = format!("debug/fic{}", std::env::consts::EXE_SUFFIX);
    // The suite `workspace` has built it in CI; alone, this suite must not test an old one.
    if !context.ci || !context.target().join(program).exists() {
        let built = step::check(&mut fic)?;
        if built.failed > 0 {
            return Ok(Outcome::ran(built));
        }
        tally = tally + built;
    }
    let tested = step::tests(
        tests
            .args(["--", "--include-ignored", "--nocapture"])
            .env("FIC_IMAGE", image::folder(context)),
    )?;
    Ok(Outcome::ran(tally + tested))
}

/// Unicorn's package is no default member, so the suites for those leave it out.
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
