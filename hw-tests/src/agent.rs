//! A separate `fic-agent` process with a modelled board

use std::ops::Deref;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;

use anyhow::ensure;
use fic_test_kit::agent;
use serde_json::Value;

use crate::program::peak_memory;
use crate::program::program;
use crate::program::resident_memory;

/// A running agent; killed when dropped.
pub struct Agent {
    agent: agent::Agent,
    report: PathBuf,
}

impl Agent {
    /// Starts an agent for this modelled board on a free port, with its files in `folder`.
    ///
    /// # Errors
    /// If it is not built.
    pub fn start(board: &str, folder: &Path) -> anyhow::Result<Self> {
        Self::start_at(board, folder, &[])
    }

    /// The same with more arguments, such as other addresses to listen at.
    ///
    /// # Errors
    /// As [`Self::start`].
    pub fn start_at(board: &str, folder: &Path, more: &[&str]) -> anyhow::Result<Self> {
        let program = Command::new(program("fic-agent")?);
        Ok(Self::spawn(program, board, folder, more))
    }

    /// The same with another program, such as one that runs an agent built for another machine.
    pub fn spawn(mut program: Command, board: &str, folder: &Path, more: &[&str]) -> Self {
        let report = folder.join("model.json");
        program.arg("--model-report").arg(&report);
        let agent = agent::Agent::tcp(program, board, &folder.join("store"), more);
        Self { agent, report }
    }

    /// The most memory it has held so far, bytes.
    ///
    /// # Errors
    /// If it has ended.
    pub fn peak_memory(&self) -> anyhow::Result<u64> {
        peak_memory(self.id())
    }

    /// The memory that it holds now, bytes.
    ///
    /// # Errors
    /// If it has ended.
    pub fn resident_memory(&self) -> anyhow::Result<u64> {
        resident_memory(self.id())
    }

    /// Ends it in order; returns what its model has seen.
    ///
    /// # Errors
    /// If it does not end well.
    pub fn finish(mut self) -> anyhow::Result<Value> {
        self.agent.signal("-TERM");
        let status = self.agent.wait();
        ensure!(status.success(), "the agent ended with {status}");
        Ok(serde_json::from_slice(&std::fs::read(&self.report)?)?)
    }
}

impl Deref for Agent {
    type Target = agent::Agent;

    fn deref(&self) -> &agent::Agent {
        &self.agent
    }
}
