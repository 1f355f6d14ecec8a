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

/// A Pi 3 without an operating system, and the smallest controller: no atomics, no unaligned access.
const TARGETS: [&str; 2] = ["aarch64-unknown-none-softfloat", "thumbv6m-none-eabi"];

const PACKAGES: [&str; 3] = ["fic-protocol", "fic-bitstream", "fic-core"];

const DEBIAN: [Package; 3] = [
    Package::program("rustc-web", "/usr/bin/rustc"),
    Package::program("cargo-web", "/usr/bin/cargo"),
    Package::program(
        "rust-web-src",
        "/usr/lib/rustlib/src/rust/library/Cargo.lock",
    ),
];

/// What the Debian route needs, if any target has to take it.
pub fn packages(context: &Context) -> Vec<Package> {
    if TARGETS.iter().all(|target| has_target(context, target)) {
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
        let mut command = if has_target(context, target) {
            context.cargo()
        } else if let Some(why) = debian::missing(&DEBIAN) {
            return Ok(Outcome::left_out(format!(
                "{why}; or: rustup target add {target}"
            )));
        } else {
            debian_targets += 1;
            debian_cargo(context)
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

fn debian_cargo(context: &Context) -> Command {
    let mut command = context.command("/usr/bin/cargo");
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut folders = vec!["/usr/bin".into()];
    folders.extend(std::env::split_paths(&path));
    command
        .env("PATH", std::env::join_paths(folders).unwrap_or(path))
        .env("RUSTC", "/usr/bin/rustc")
        // build-std is unstable; this is how a released compiler is asked for it.
        .env("RUSTC_BOOTSTRAP", "1")
        .env_remove("RUSTUP_TOOLCHAIN")
        .args(["-Z", "build-std=core"]);
    command
}

/// Whether the usual toolchain has `core` for `target`.
fn has_target(context: &Context, target: &str) -> bool {
    let output = context
        .command("rustc")
        .args(["--print", "target-libdir", "--target", target])
        .output();
    let Ok(output) = output else { return false };
    let folder = String::from_utf8_lossy(&output.stdout);
    std::fs::read_dir(folder.trim()).is_ok_and(|entries| {
        entries
            .flatten()
            .any(|entry| entry.file_name().to_string_lossy().starts_with("libcore-"))
    })
}
