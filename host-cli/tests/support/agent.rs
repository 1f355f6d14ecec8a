//! A separate `fic-agent`

use std::io::BufRead;
use std::io::BufReader;
use std::path::Path;
use std::process::Child;
use std::process::Command;
use std::process::Stdio;

use super::program;

/// A running agent; killed when dropped.
pub struct Agent {
    child: Child,
    /// The addresses it says it listens on.
    pub addresses: Vec<String>,
}

impl Agent {
    /// Starts an agent for a modelled board on a free TCP port.
    pub fn tcp(board: &str, store: &Path) -> Self {
        Self::start(board, store, &["tcp://127.0.0.1:0"])
    }

    pub fn start(board: &str, store: &Path, listen: &[&str]) -> Self {
        let mut command = Command::new(program::agent());
        command.args(["--board", board, "--store"]).arg(store);
        for address in listen {
            command.args(["--listen", address]);
        }
        let mut child = command
            .stdin(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let mut addresses = Vec::new();
        let mut said = Vec::new();
        while addresses.len() < listen.len() {
            let Some(line) = lines.next() else {
                panic!("the agent ended: {said:?}");
            };
            let line = line.unwrap();
            said.push(line.clone());
            addresses.extend(line.strip_prefix("listening on ").map(str::to_owned));
        }
        // It must not block on a full pipe.
        std::thread::spawn(move || lines.for_each(drop));
        Self { child, addresses }
    }

    pub fn address(&self) -> &str {
        &self.addresses[0]
    }
}

impl Drop for Agent {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Runs the program for one of its commands about keys, which has to succeed.
pub fn tell(arguments: &[&str], keys: &Path) -> String {
    let mut command = Command::new(program::agent());
    let output = command
        .args(arguments)
        .arg("--keys")
        .arg(keys)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{arguments:?}: {said}");
    String::from_utf8(output.stdout).unwrap()
}
