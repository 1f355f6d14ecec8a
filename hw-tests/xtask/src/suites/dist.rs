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
    packages: |context| packages(context, Arch::Arm64),
    run: |context| run(context, Arch::Arm64),
};

/// Only when named: Rust's library is built with it, which takes minutes.
pub const ARMHF: Suite = Suite {
    name: "dist-armhf",
    about: "the armhf packages, as dist does with the arm64 ones",
    packages: |context| packages(context, Arch::Armhf),
    run: |context| run(context, Arch::Armhf),
};

fn packages(context: &Context, arch: Arch) -> Vec<Package> {
    let mut packages = arch.packages(context);
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

fn run(context: &Context, arch: Arch) -> anyhow::Result<Outcome> {
    let built = dist::build(context, arch)?;
    if built.failed > 0 {
        return Ok(Outcome::ran(built));
    }
    let tested = step::tests(
        cargo_test(context)
            .args(["--test", "packages", "--", "--include-ignored"])
            .env("FIC_PACKAGES", dist::folder(context))
            .env("FIC_PACKAGES_ARCH", arch.name()),
    )?;
    let note = match arch {
        Arch::Arm64 => format!("armhf only by --suite {}", ARMHF.name),
        Arch::Armhf => String::new(),
    };
    let tally = built + tested;
    Ok(Outcome::Ran { tally, note })
}
