//! A host and an agent that come to know each other, by their own commands

use std::path::Path;
use std::process::Command;

use anyhow::Context;
use anyhow::ensure;
use serde_json::Value;

use crate::program::fic;
use crate::program::program;

/// Lets the host whose settings lie in `host` into the agent whose store lies in `board`.
///
/// # Errors
/// If one of the commands fails.
pub fn pair(host: &Path, board: &Path, address: &str, role: &str) -> anyhow::Result<()> {
    let fingerprint = agent_says(board, &["fingerprint"])?;
    let mut command = fic(host)?;
    command.args([
        "board",
        "pair",
        address,
        "--fingerprint",
        fingerprint.trim(),
    ]);
    let output = command
        .args(["--format", "json"])
        .env("HOME", host)
        .output()?;
    ensure!(output.status.success(), "{output:?}");
    let paired: Value = serde_json::from_slice(&output.stdout)?;
    let line = paired["authorize"].as_str().context("no line to type")?;
    let key = line.split('\'').nth(1).context("no key in it")?;
    agent_says(board, &["authorize", key, "--role", role])?;
    Ok(())
}

/// What `fic-agent` says when it is asked about the store in `board`.
///
/// # Errors
/// If it refuses.
pub fn agent_says(board: &Path, arguments: &[&str]) -> anyhow::Result<String> {
    let output = Command::new(program("fic-agent")?)
        .args(["--board", "sim:mk2", "--store"])
        .arg(board.join("store"))
        .args(arguments)
        .output()?;
    ensure!(output.status.success(), "{arguments:?}: {output:?}");
    Ok(String::from_utf8(output.stdout)?)
}
