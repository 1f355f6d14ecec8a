//! Where the programs under test are, and how much memory they took

use std::path::Path;
use std::path::PathBuf;
use std::process::Command;
use std::process::Stdio;

use anyhow::Context;

/// A program of the workspace, from the folder in which this one was built.
///
/// # Errors
/// If it was not built: `cargo test` and `cargo xtask` build it, `cargo test -p …` does not.
pub fn program(name: &str) -> anyhow::Result<PathBuf> {
    fic_test_kit::program::find(name)
        .with_context(|| format!("{name} is not built: cargo build -p fic -p fic-agent"))
}

/// `fic` with a config and a catalog of its own in `folder`: nobody's settings have a say.
///
/// # Errors
/// If it is not built, or `folder` cannot be written to.
pub fn fic(folder: &Path) -> anyhow::Result<Command> {
    let config = folder.join("config.toml");
    std::fs::write(&config, "")?;
    let mut command = Command::new(program("fic")?);
    fic_test_kit::program::forget_settings(&mut command);
    command
        .env("FIC_CONFIG", config)
        .env("FIC_CATALOG", folder.join("catalog"))
        .stdin(Stdio::null());
    Ok(command)
}

/// The most memory that a running process has held so far, bytes (`VmHWM`).
///
/// # Errors
/// If the process is gone, or this is no Linux.
pub fn peak_memory(process: u32) -> anyhow::Result<u64> {
    memory(process, "VmHWM:")
}

/// The memory that a running process holds now, bytes (`VmRSS`).
///
/// # Errors
/// As [`peak_memory`].
pub fn resident_memory(process: u32) -> anyhow::Result<u64> {
    memory(process, "VmRSS:")
}

fn memory(process: u32, which: &str) -> anyhow::Result<u64> {
    let path = format!("/proc/{process}/status");
    let status = std::fs::read_to_string(&path).context(path)?;
    let line = status.lines().find_map(|line| line.strip_prefix(which));
    let kib: u64 = line
        .with_context(|| format!("no {which} the process has ended"))?
        .trim()
        .trim_end_matches(" kB")
        .parse()?;
    Ok(kib * 1024)
}
