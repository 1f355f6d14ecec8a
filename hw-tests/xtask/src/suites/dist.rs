//! The packages for a Raspberry Pi: built, installed in a folder, and run

use super::Suite;
use super::cargo_test;
use crate::context::Context;
use crate::cross::Arch;
use crate::debian::Package;
use crate::dist;
use crate::outcome::Outcome;
use crate::step;

pub const SUITE: Suite = Suite {
    name: "dist",
    about: "the arm64 packages: built, installed and removed in a folder, run by qemu-user",
    packages,
    run,
};

/// Only one system: the library of the other one is built with it, which takes minutes.
const ARCH: Arch = Arch::Arm64;

fn packages(context: &Context) -> Vec<Package> {
    let mut packages = ARCH.packages(context);
    packages.extend([
        Package::program("dpkg", "dpkg-deb"),
        Package::program("xz-utils", "xz"),
        Package::program("gzip", "gzip"),
        Package::program("qemu-user", "qemu-aarch64"),
        // For the maintainer scripts, in a system that holds nothing else.
        Package::program("busybox-static", "busybox"),
        Package::program("systemd", "systemd-analyze"),
    ]);
    packages
}

fn run(context: &Context) -> anyhow::Result<Outcome> {
    let built = dist::build(context, ARCH)?;
    if built.failed > 0 {
        return Ok(Outcome::ran(built));
    }
    let tested = step::tests(
        cargo_test(context)
            .args(["--test", "packages", "--", "--include-ignored"])
            .env("FIC_PACKAGES", dist::folder(context)),
    )?;
    let note = "armhf is built by cargo xtask dist only".into();
    let tally = built + tested;
    Ok(Outcome::Ran { tally, note })
}
