//! A separate agent with a running design

use std::io::BufRead;
use std::io::BufReader;
use std::process::Child;
use std::process::Command;
use std::process::Stdio;

use super::program;
use super::run::fic;

const SAMPLES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../bitstreams/samples");

/// A running agent; killed when dropped.
pub struct Agent {
    child: Child,
    pub address: String,
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
        let mut child = Command::new(program::agent())
            .args(["--board", board, "--listen", "tcp://127.0.0.1:0", "--store"])
            .arg(store.path())
            .stdin(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let listening = lines.find_map(|line| {
            let line = line.unwrap();
            line.strip_prefix("listening on ").map(str::to_owned)
        });
        // It must not block on a full pipe.
        std::thread::spawn(move || lines.for_each(drop));
        Self {
            child,
            address: listening.unwrap(),
            _store: store,
        }
    }

    /// Runs a command on its board, whose name in output becomes `BOARD`.
    pub fn fic(&self, arguments: &[&str]) -> super::run::Ran {
        self.fic_with(arguments, b"")
    }

    pub fn fic_with(&self, arguments: &[&str], stdin: &[u8]) -> super::run::Ran {
        let mut all = arguments.to_vec();
        all.extend(["-b", &self.address]);
        fic(&all, stdin).renamed(&self.address, "BOARD")
    }

    pub fn board(&self) -> fic_client::Board {
        fic_client::Board::connect(&self.address).unwrap()
    }
}

impl Drop for Agent {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
