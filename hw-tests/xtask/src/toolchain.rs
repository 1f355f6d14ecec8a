//! Compilers for targets that this machine's rustup may not have
//!
//! Debian packages a compiler together with its library's source and, for some machines,
//! the library itself.

use std::process::Command;

use crate::context::Context;
use crate::debian::Package;

/// Debian's compiler.
pub const RUSTC: Package = Package::program("rustc-web", "/usr/bin/rustc");
/// Its cargo.
pub const CARGO: Package = Package::program("cargo-web", "/usr/bin/cargo");
/// Its lints.
pub const CLIPPY: Package = Package::program("rust-web-clippy", "/usr/bin/cargo-clippy");
/// The source of its library, for targets that Debian has not built.
pub const LIBRARY_SOURCE: Package = Package::program(
    "rust-web-src",
    "/usr/lib/rustlib/src/rust/library/Cargo.lock",
);

/// Debian's cargo and compiler, whatever else is on `PATH`.
pub fn debian_cargo(context: &Context) -> Command {
    let mut command = context.command(CARGO.witness);
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut folders = vec!["/usr/bin".into()];
    folders.extend(std::env::split_paths(&path));
    command
        .env("PATH", std::env::join_paths(folders).unwrap_or(path))
        .env("RUSTC", RUSTC.witness)
        // build-std is unstable; this is how a released compiler is asked for it.
        .env("RUSTC_BOOTSTRAP", "1")
        .env_remove("RUSTUP_TOOLCHAIN");
    command
}

/// Whether the usual toolchain has `core` for `target`.
pub fn has_target(context: &Context, target: &str) -> bool {
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
