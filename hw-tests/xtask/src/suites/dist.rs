//! The packages for a Raspberry Pi: built, installed in a folder, and run

use super::cargo_test;
use crate::context::Context;
use crate::cross::Arch;
use crate::debian::Package;
use crate::dist;
use crate::outcome::Outcome;
use crate::step;

/// The suite that runs only when it is named.
pub const ARMHF: &str = "dist-armhf";

/// What the packages' build and the tests of them need.
pub fn packages(context: &Context, arch: Arch) -> Vec<Package> {
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

/// Builds the packages and tests them.
pub fn run(context: &Context, arch: Arch) -> anyhow::Result<Outcome> {
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
        Arch::Arm64 => format!("armhf only by --suite {ARMHF}"),
        Arch::Armhf => String::new(),
    };
    let tally = built + tested;
    Ok(Outcome::Ran { tally, note })
}
