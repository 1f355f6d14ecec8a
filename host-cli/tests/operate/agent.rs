//! A separate agent with a running design

use std::process::Command;

use fic_test_kit::agent;
use fic_test_kit::program;

use super::run::fic;

const SAMPLES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../bitstreams/samples");

/// A running agent with its store.
pub struct Agent {
    agent: agent::Agent,
    _store: tempfile::TempDir,
}

impl Agent {
    /// An agent for a modelled board to which the sample of its generation was deployed.
    pub fn configured(board: &str) -> Self {
        let agent = Self::start(board);
        let generation = &board["sim:".len()..][..3];
        let sample = format!("{SAMPLES}/fic-{generation}-blank.bit");
        agent.fic(&["deploy", &sample]).good();
        agent
    }

    fn start(board: &str) -> Self {
        let store = tempfile::tempdir().unwrap();
        let program = Command::new(program::agent());
        Self {
            agent: agent::Agent::tcp(program, board, store.path(), &[]),
            _store: store,
        }
    }

    pub fn address(&self) -> &str {
        self.agent.address()
    }

    /// Runs a command on its board, whose name in output becomes `BOARD`.
    pub fn fic(&self, arguments: &[&str]) -> super::run::Ran {
        self.fic_with(arguments, b"")
    }

    pub fn fic_with(&self, arguments: &[&str], stdin: &[u8]) -> super::run::Ran {
        let mut all = arguments.to_vec();
        all.extend(["-b", self.address()]);
        fic(&all, stdin).renamed(self.address(), "BOARD")
    }

    pub fn board(&self) -> fic_client::Board {
        fic_client::Board::connect(self.address()).unwrap()
    }
}
