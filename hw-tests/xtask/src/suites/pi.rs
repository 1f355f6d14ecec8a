//! The agent on an emulated Raspberry Pi 3

use super::cargo_test;
use crate::context::Context;
use crate::cross::Arch;
use crate::debian::Package;
use crate::dist;
use crate::outcome::Outcome;
use crate::pi;
use crate::step;

const ARCH: Arch = Arch::Arm64;

/// What the agent's build, the Pi's file system and QEMU need.
pub fn packages(context: &Context) -> Vec<Package> {
    let mut packages = ARCH.packages(context);
    packages.extend([
        Package::program("qemu-system-arm", "qemu-system-aarch64"),
        Package::program("device-tree-compiler", "fdtput"),
        Package::program("cpio", "cpio"),
        Package::program("gzip", "gzip"),
        Package::program("dpkg", "dpkg-deb"),
        Package::program("apt", "apt-get"),
    ]);
    packages
}

/// Boots the agent, as it would be built for a Pi.
pub fn run(context: &Context) -> anyhow::Result<Outcome> {
    if let Some(why) = pi::fetch(context)? {
        return Ok(Outcome::left_out(why));
    }
    let built = dist::compile(context, ARCH)?;
    if built.failed > 0 {
        return Ok(Outcome::ran(built));
    }
    pi::make_initrd(context, &ARCH.folder(context).join("fic-agent"))?;
    let tested = step::tests(
        cargo_test(context)
            .args(["--test", "qemu_agent", "--", "--include-ignored"])
            // Each boots a machine of its own, and the agent's deadlines are real ones.
            .args(["--test-threads", "1", "--nocapture"])
            .env("FIC_PI_IMAGE", pi::folder(context)),
    )?;
    Ok(Outcome::ran(built + tested))
}
