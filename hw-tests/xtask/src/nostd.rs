//! `cargo xtask nostd`: the no_std crates built for bare-metal Arm
//!
//! With an installed rustup target the usual toolchain builds them. Without one the
//! Debian route does: Debian packages a compiler together with its library's source, so
//! `core` is built too (about 30 s a target when cold).

use std::process::Command;

use anyhow::Context as _;
use anyhow::bail;

use crate::context::Context;
use crate::debian;
use crate::debian::Package;
use crate::outcome::Outcome;
use crate::outcome::Tally;
use crate::step;
use crate::toolchain;

/// A Pi 3 without an operating system, and the smallest controller: no atomics, no unaligned access.
const TARGETS: [&str; 2] = ["aarch64-unknown-none-softfloat", CONTROLLER_TARGET];

const PACKAGES: [&str; 3] = ["fic-protocol", "fic-bitstream", "fic-core"];

/// A whole program with the same crates in it, to see that it links and how large it is.
const CONTROLLER: &str = "fic-controller";
const CONTROLLER_TARGET: &str = "thumbv6m-none-eabi";
const LINKER: Package = Package::program("binutils-arm-none-eabi", "arm-none-eabi-ld");

const DEBIAN: [Package; 3] = [
    toolchain::RUSTC,
    toolchain::CARGO,
    toolchain::LIBRARY_SOURCE,
];

/// What the Debian route needs, if any target has to take it.
pub fn packages(context: &Context) -> Vec<Package> {
    let mut packages = vec![LINKER];
    if !TARGETS
        .iter()
        .all(|target| toolchain::has_target(context, target))
    {
        packages.extend(DEBIAN);
    }
    packages
}

/// Builds every crate for every target, and the program for a controller.
pub fn run(context: &Context) -> anyhow::Result<Outcome> {
    let mut tally = Tally::default();
    let mut debian_targets = 0;
    for target in TARGETS {
        let Some(mut cargo) = cargo_for(context, target) else {
            let why = debian::missing(&DEBIAN).unwrap_or_default();
            return Ok(Outcome::left_out(format!(
                "{why}; or: rustup target add {target}"
            )));
        };
        debian_targets += usize::from(!toolchain::has_target(context, target));
        // The program holds the libraries: they need not be built twice.
        let command = match target {
            CONTROLLER_TARGET => controller(&mut cargo),
            _ => libraries(&mut cargo, target),
        };
        tally = tally + step::check(command)?;
    }
    let with = match debian_targets {
        0 => "with installed targets".into(),
        _ => format!("{debian_targets} by Debian's compiler and build-std"),
    };
    let note = match tally.failed {
        0 => format!("{with}; {}", size(context)?),
        _ => with,
    };
    Ok(Outcome::Ran { tally, note })
}

/// The cargo that can build for `target`; `None` if none can.
fn cargo_for(context: &Context, target: &str) -> Option<Command> {
    if toolchain::has_target(context, target) {
        return Some(context.cargo());
    }
    debian::missing(&DEBIAN).is_none().then(|| {
        let mut cargo = toolchain::debian_cargo(context);
        cargo.args(["-Z", "build-std=core"]);
        cargo
    })
}

fn libraries<'c>(command: &'c mut Command, target: &str) -> &'c mut Command {
    command.args(["build", "--locked", "--lib", "--no-default-features"]);
    for package in PACKAGES {
        command.args(["--package", package]);
    }
    command.args(["--target", target])
}

fn controller(command: &mut Command) -> &mut Command {
    command
        .args(["build", "--locked", "--package", CONTROLLER])
        // Small, as the image is.
        .args(["--profile", "image", "--target", CONTROLLER_TARGET])
        .env("CARGO_TARGET_THUMBV6M_NONE_EABI_LINKER", LINKER.witness)
        .env(
            "CARGO_TARGET_THUMBV6M_NONE_EABI_RUSTFLAGS",
            "-Dwarnings -Clink-arg=--gc-sections",
        )
}

/// Code with constants, and memory without the stack, in bytes.
fn size(context: &Context) -> anyhow::Result<String> {
    let program = context.target().join(CONTROLLER_TARGET).join("image");
    let output = context
        .command("arm-none-eabi-size")
        .arg(program.join(CONTROLLER))
        .output()
        .context("cannot start arm-none-eabi-size")?;
    let text = String::from_utf8_lossy(&output.stdout);
    let numbers: Vec<u64> = text
        .lines()
        .nth(1)
        .unwrap_or_default()
        .split_whitespace()
        .map_while(|word| word.parse().ok())
        .collect();
    let [text, data, bss, ..] = numbers[..] else {
        bail!("arm-none-eabi-size says {text:?}");
    };
    Ok(format!(
        "the service for {CONTROLLER_TARGET}: {} bytes of code and constants, {} bytes of static \
         memory, 65536 of them the store",
        text + data,
        data + bss
    ))
}
