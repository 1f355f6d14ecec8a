//! The program: compiled for a processor without an operating system

use std::path::PathBuf;
use std::process::Command;

use crate::context::Context;
use crate::debian::Package;
use crate::toolchain;

const TARGET: &str = "aarch64-unknown-none-softfloat";
const PROFILE: &str = "image";
/// Linker and disassembler.
const BINUTILS: Package = Package::program("binutils-aarch64-linux-gnu", "aarch64-linux-gnu-ld");

/// What the build needs here.
pub fn packages(context: &Context) -> Vec<Package> {
    let mut packages = vec![BINUTILS];
    if !toolchain::has_target(context, TARGET) {
        packages.extend([
            toolchain::RUSTC,
            toolchain::CARGO,
            toolchain::LIBRARY_SOURCE,
        ]);
    }
    packages
}

/// Builds it; a warning is an error.
pub fn command(context: &Context) -> Command {
    let mut command = if toolchain::has_target(context, TARGET) {
        context.cargo()
    } else {
        let mut cargo = toolchain::debian_cargo(context);
        cargo.args(["-Z", "build-std=core"]);
        cargo
    };
    command
        .args(["build", "--locked", "--package", "fic-image"])
        .args(["--profile", PROFILE, "--target", TARGET])
        .env(
            "CARGO_TARGET_AARCH64_UNKNOWN_NONE_SOFTFLOAT_LINKER",
            BINUTILS.witness,
        )
        .env(
            "CARGO_TARGET_AARCH64_UNKNOWN_NONE_SOFTFLOAT_RUSTFLAGS",
            flags(context),
        );
    command
}

/// The image names places in source files: of the source, not of this machine.
fn flags(context: &Context) -> String {
    let home = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| Some(std::env::home_dir()?.join(".cargo")));
    // A Pi 3 has no instructions for SHA-256: nothing is to be found out at run time.
    let mut flags = format!(
        "-Dwarnings --cfg sha2_256_backend=\"soft\" --remap-path-prefix={}=fic",
        context.root.display()
    );
    if let Some(home) = home.filter(|home| !home.to_string_lossy().contains(' ')) {
        flags += &format!(" --remap-path-prefix={}=cargo", home.display());
    }
    flags
}

/// Where it is then.
pub fn program(context: &Context) -> PathBuf {
    let folder = context.target().join(TARGET).join(PROFILE);
    folder.join("fic-image")
}
