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
    let kept = keep(host, address, &agent_says(board, &["fingerprint"])?)?;
    agent_says(board, &["authorize", &kept.key, "--role", role]).map(drop)
}

/// What a host has after its half of a pairing.
pub struct Kept {
    /// `fic board pair` in JSON.
    pub answer: Value,
    /// The host's key, as `fic-agent authorize` takes it.
    pub key: String,
}

/// The host's half of a pairing: it keeps the agent's key, if its fingerprint is this one.
///
/// # Errors
/// If the command fails.
pub fn keep(host: &Path, address: &str, fingerprint: &str) -> anyhow::Result<Kept> {
    let mut command = fic(host)?;
    command
        .args(["board", "pair", address, "--fingerprint"])
        .args([fingerprint.trim(), "--format", "json"]);
    let output = command.env("HOME", host).output()?;
    ensure!(output.status.success(), "{output:?}");
    let answer: Value = serde_json::from_slice(&output.stdout)?;
    let line = answer["authorize"].as_str().context("no line to type")?;
    let key = line.split('\'').nth(1).context("no key in it")?.to_owned();
    Ok(Kept { answer, key })
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
