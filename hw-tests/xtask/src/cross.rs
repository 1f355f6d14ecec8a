//! Programs for a Raspberry Pi, built here: static, so that any Pi's system runs them

use std::path::PathBuf;
use std::process::Command;

use crate::context::Context;
use crate::debian::Package;
use crate::toolchain;

/// A system that a Raspberry Pi runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Arch {
    /// 64 bits
    Arm64,
    /// 32 bits, from ARMv7 on
    Armhf,
}

/// What the compiler and linker need for a system.
struct Cross {
    target: &'static str,
    linker: Package,
    /// The system's own library, to be linked in.
    libc: Package,
    /// Rust's library as Debian has it: built, or its source.
    library: Package,
}

const ARM64: Cross = Cross {
    target: "aarch64-unknown-linux-gnu",
    linker: Package::program("gcc-aarch64-linux-gnu", "aarch64-linux-gnu-gcc"),
    libc: Package::program("libc6-dev-arm64-cross", "/usr/aarch64-linux-gnu/lib/libc.a"),
    library: Package::program(
        "libstd-rust-web-dev:arm64",
        "/usr/lib/rustlib/aarch64-unknown-linux-gnu/lib",
    ),
};

const ARMHF: Cross = Cross {
    target: "armv7-unknown-linux-gnueabihf",
    linker: Package::program("gcc-arm-linux-gnueabihf", "arm-linux-gnueabihf-gcc"),
    libc: Package::program(
        "libc6-dev-armhf-cross",
        "/usr/arm-linux-gnueabihf/lib/libc.a",
    ),
    // The built one for armhf cannot be installed on another machine.
    library: toolchain::LIBRARY_SOURCE,
};

impl Arch {
    /// As Debian calls it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Arm64 => "arm64",
            Self::Armhf => "armhf",
        }
    }

    /// As Rust calls it.
    pub fn target(self) -> &'static str {
        self.cross().target
    }

    fn cross(self) -> &'static Cross {
        match self {
            Self::Arm64 => &ARM64,
            Self::Armhf => &ARMHF,
        }
    }

    /// The Debian packages without which nothing is built for it.
    pub fn packages(self, context: &Context) -> Vec<Package> {
        let cross = self.cross();
        let mut packages = vec![cross.linker, cross.libc];
        if !toolchain::has_target(context, cross.target) {
            packages.extend([toolchain::RUSTC, toolchain::CARGO, cross.library]);
        }
        packages
    }

    /// Where release programs end up.
    pub fn folder(self, context: &Context) -> PathBuf {
        context.target().join(self.target()).join("release")
    }

    /// `cargo build --release` for it; the caller names packages.
    pub fn cargo_build(self, context: &Context) -> Command {
        let cross = self.cross();
        let installed = toolchain::has_target(context, cross.target);
        let mut command = match installed {
            true => context.cargo(),
            false => toolchain::debian_cargo(context),
        };
        if !installed && cross.library == toolchain::LIBRARY_SOURCE {
            command.args(["-Z", "build-std=std,panic_abort"]);
        }
        command.args(["build", "--locked", "--release", "--target", cross.target]);
        let upper = cross.target.replace('-', "_").to_uppercase();
        let lower = cross.target.replace('-', "_");
        command
            // Either would hide the flags of the target.
            .env_remove("RUSTFLAGS")
            .env_remove("CARGO_ENCODED_RUSTFLAGS")
            .env(
                format!("CARGO_TARGET_{upper}_RUSTFLAGS"),
                "-Ctarget-feature=+crt-static",
            )
            .env(format!("CARGO_TARGET_{upper}_LINKER"), cross.linker.witness)
            .env(format!("CC_{lower}"), cross.linker.witness)
            .env("CARGO_PROFILE_RELEASE_STRIP", "symbols");
        command
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn programs_of_each_system_are_built_for_its_target() {
        let context = Context::from_env();
        for (arch, target) in [
            (Arch::Arm64, "aarch64-unknown-linux-gnu"),
            (Arch::Armhf, "armv7-unknown-linux-gnueabihf"),
        ] {
            let command = arch.cargo_build(&context);
            let words: Vec<_> = command.get_args().collect();
            assert!(words.windows(2).any(|two| two == ["--target", target]));
            assert!(arch.folder(&context).ends_with(format!("{target}/release")));
        }
    }
}
