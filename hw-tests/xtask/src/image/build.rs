//! The program: compiled for a processor without an operating system

use std::path::Path;
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

/// What the lints need besides.
pub fn lint_packages(context: &Context) -> Vec<Package> {
    let mut packages = packages(context);
    if !toolchain::has_target(context, TARGET) {
        packages.push(toolchain::CLIPPY);
    }
    packages
}

/// Builds it; a warning is an error.
pub fn command(context: &Context) -> Command {
    cargo(context, "build")
}

/// The workspace's lints, for the code that only this target has; a warning is an error.
pub fn lint(context: &Context) -> Command {
    cargo(context, "clippy")
}

fn cargo(context: &Context, job: &str) -> Command {
    let mut command = match toolchain::has_target(context, TARGET) {
        true => context.cargo(),
        false => toolchain::debian_cargo(context),
    };
    command.arg(job);
    if !toolchain::has_target(context, TARGET) {
        // Behind the job, which hands it on if it is another program.
        command.args(["-Z", "build-std=core"]);
    }
    command
        .args(["--locked", "--package", "fic-image"])
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
        "-Dwarnings --cfg sha2_256_backend=\"soft\" --cfg sha2_backend_soft=\"compact\" --remap-path-prefix={}=fic",
        context.root.display()
    );
    let home = home.filter(|home| !home.to_string_lossy().contains(' '));
    for (from, to) in home.iter().flat_map(|home| places_of_crates(home)) {
        flags += &format!(" --remap-path-prefix={}={to}", from.display());
    }
    flags
}

/// Where cargo keeps the source of other crates; of several the last that fits counts.
fn places_of_crates(home: &Path) -> Vec<(PathBuf, &'static str)> {
    let mut places = vec![(home.to_owned(), "cargo")];
    let registries = std::fs::read_dir(home.join("registry/src"));
    let registries = registries.into_iter().flatten().flatten();
    places.extend(registries.map(|registry| (registry.path(), "crates")));
    places
}

/// Where it is then.
pub fn program(context: &Context) -> PathBuf {
    let folder = context.target().join(TARGET).join(PROFILE);
    folder.join("fic-image")
}
