//! The bare-metal image in QEMU's Raspberry Pi 3

use std::path::PathBuf;

use super::Suite;
use super::cargo_test;
use crate::context::Context;
use crate::debian::Package;
use crate::image;
use crate::outcome::Outcome;
use crate::step;

pub const SUITE: Suite = Suite {
    name: "image-qemu",
    about: "the bare-metal image boots in QEMU; fic talks to it, stages, is cut off, reads its log",
    packages,
    run,
};

fn packages(context: &Context) -> Vec<Package> {
    let mut packages = image::packages(context);
    packages.push(image::QEMU);
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
    // The suite `workspace` has built it in CI; alone, this suite must not test an old one.
    if !context.ci || !program(context).exists() {
        let fic = step::check(context.cargo().args(["build", "--locked", "-p", "fic"]))?;
        if fic.failed > 0 {
            return Ok(Outcome::ran(fic));
        }
    }
    let tested = step::tests(
        cargo_test(context)
            .args(["--test", "image_qemu"])
            .args(["--", "--include-ignored", "--nocapture"])
            .env("FIC_IMAGE", image::folder(context)),
    )?;
    // The image's own checks are counted by its own suite.
    Ok(Outcome::ran(tested))
}

fn program(context: &Context) -> PathBuf {
    let name = format!("fic{}", std::env::consts::EXE_SUFFIX);
    context.target().join("debug").join(name)
}
