//! The Debian packages for a Raspberry Pi: their life on a system, and what their programs do
//!
//! Run by `cargo xtask test --suite dist`, which builds them first. The programs run by
//! qemu-user; nothing here has run on a Pi.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may panic")]

mod contents;
mod life;
mod programs;
mod state;

use std::path::Path;

use fic_hw_tests::package::done;
use fic_hw_tests::package::qemu_user;
use fic_hw_tests::program::fic;
use serde_json::Value;

const CONFIG: &str = "/etc/fic-agent/config.toml";

/// What this machine's `fic … --format json` prints.
fn json(folder: &Path, arguments: &[&str]) -> Value {
    let mut command = fic(folder).unwrap();
    let output = command.args(arguments).args(["--format", "json"]).output();
    serde_json::from_slice(&output.unwrap().stdout).unwrap()
}

fn sample() -> String {
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../bitstreams/samples");
    samples.join("fic-mk2-blank.bit").display().to_string()
}

/// What a person types beside the board whose store lies in `folder`.
fn at_the_board(agent: &Path, folder: &Path, words: &[&str]) -> String {
    let mut command = qemu_user(agent);
    command.args(["--board", "sim:mk2", "--store"]);
    command.arg(folder.join("store")).args(words);
    String::from_utf8(done(&mut command).unwrap().stdout).unwrap()
}
