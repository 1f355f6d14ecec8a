//! The preloaded library, and what is asked of it

use std::path::Path;
use std::path::PathBuf;
use std::process::Command;
use std::sync::OnceLock;

/// How a program ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Crash {
    /// As by `kill -9`.
    Kill,
    /// As by a power failure: what was not flushed is gone.
    Power,
}

/// Preloads the library into a program that works below `folder`; step 0 only counts.
pub fn preload(command: &mut Command, folder: &Path, crash: Crash, step: u32) {
    command
        .env("LD_PRELOAD", library())
        .env("CRASH_FOLDER", folder)
        .env("CRASH_AT", step.to_string())
        .env("CRASH_POWER", if crash == Crash::Power { "1" } else { "0" })
        .env("CRASH_COUNT", counter(folder));
}

/// Lets what the program sends count, too.
pub fn count_sends(command: &mut Command) {
    command.env("CRASH_SOCKETS", "1");
}

/// Steps that the last program below `folder` took.
pub fn steps(folder: &Path) -> u32 {
    let text = std::fs::read_to_string(counter(folder)).unwrap_or_default();
    text.parse().unwrap_or(0)
}

/// Beside the folder: it must not count itself.
fn counter(folder: &Path) -> PathBuf {
    folder.with_extension("steps")
}

fn library() -> &'static Path {
    static LIBRARY: OnceLock<(tempfile::TempDir, PathBuf)> = OnceLock::new();
    let (_, path) = LIBRARY.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("crash.so");
        let source = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/crash/crash.c");
        let built = Command::new("cc")
            .args(["-shared", "-fPIC", "-O1", "-Wall", "-Wextra", "-Werror"])
            .arg("-o")
            .arg(&path)
            .arg(source)
            .arg("-ldl")
            .status()
            .unwrap();
        assert!(built.success());
        (folder, path)
    });
    path
}
