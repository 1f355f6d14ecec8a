//! cargo-deb: installed for the jobs alone, and called

use std::fs;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;

use super::folder;
use crate::context::Context;
use crate::cross::Arch;
use crate::outcome::Tally;
use crate::step;

/// Another version may pack the same files in another way.
const CARGO_DEB: &str = "3.8.0";

/// cargo-deb in a folder of ours: the user's own may be another version.
pub fn install(context: &Context) -> anyhow::Result<PathBuf> {
    let root = context.target().join("tools");
    let program = root.join("bin/cargo-deb");
    let version = Command::new(&program).arg("--version").output();
    if version.is_ok_and(|output| output.stdout.ends_with(format!("{CARGO_DEB}\n").as_bytes())) {
        return Ok(program);
    }
    let mut install = context.cargo();
    install
        .args(["install", "--locked", "cargo-deb", "--version", CARGO_DEB])
        // Unoptimised it is built in a quarter of the time; it runs for a second.
        .args(["--debug", "--no-default-features", "--force", "--root"])
        .arg(&root)
        .env("CARGO_TARGET_DIR", context.target());
    anyhow::ensure!(
        step::check(&mut install)?.failed == 0,
        "cargo-deb {CARGO_DEB} cannot be installed; it comes from crates.io"
    );
    Ok(program)
}

/// Packs what was built for one system.
pub fn pack(
    context: &Context,
    cargo_deb: &Path,
    arch: Arch,
    package: &str,
) -> anyhow::Result<Tally> {
    forget_older(&folder(context), package, arch)?;
    let mut command = context.command(cargo_deb);
    command
        .args(["--package", package, "--target", arch.target()])
        // Stripped by the linker; packed with xz by the system's program.
        .args(["--no-build", "--no-strip", "--locked", "--output"])
        .arg(folder(context))
        .env("CARGO_TARGET_DIR", context.target());
    step::check(&mut command)
}

/// A package of another version beside the new one would be taken for it.
fn forget_older(folder: &Path, package: &str, arch: Arch) -> anyhow::Result<()> {
    let (start, end) = (format!("{package}_"), format!("_{}.deb", arch.name()));
    for entry in fs::read_dir(folder)?.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.starts_with(&start) && name.ends_with(&end) {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}
