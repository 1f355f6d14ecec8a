//! The program itself, as a process
#![cfg(unix)]

use std::io::BufRead;
use std::io::BufReader;
use std::path::Path;
use std::process::Child;
use std::process::Command;
use std::process::ExitStatus;
use std::process::Stdio;
use std::time::Duration;
use std::time::Instant;

use super::Client;

/// The program, free of what this machine has set.
pub fn command() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_fic-agent"));
    for variable in [
        "FIC_AGENT_BOARD",
        "FIC_AGENT_STORE",
        "FIC_AGENT_CONFIG",
        "FIC_AGENT_KEYS",
        "FIC_AGENT_PIN_LOCK",
        "STATE_DIRECTORY",
    ] {
        command.env_remove(variable);
    }
    command
}

/// A running agent; killed when dropped.
pub struct Agent {
    pub child: Child,
    pub address: String,
    pub said: Vec<String>,
}

impl Agent {
    pub fn start(store: &Path, more: &[&str]) -> Self {
        Self::start_board("sim:mk2", store, more)
    }

    pub fn start_board(board: &str, store: &Path, more: &[&str]) -> Self {
        let mut program = command();
        program
            .args(["--board", board, "--listen", "tcp://127.0.0.1:0"])
            .arg("--store")
            .arg(store)
            .args(more);
        Self::run(program)
    }

    /// Runs it until it listens.
    pub fn run(mut program: Command) -> Self {
        let child = program.stderr(Stdio::piped()).spawn().unwrap();
        let mut agent = Self {
            child,
            address: String::new(),
            said: Vec::new(),
        };
        agent.listen_to();
        agent
    }

    /// Reads what it says up to its address.
    fn listen_to(&mut self) {
        let mut lines = BufReader::new(self.child.stderr.take().unwrap()).lines();
        while self.address.is_empty() {
            let line = lines.next().expect("the agent ended").unwrap();
            if let Some(address) = line.strip_prefix("listening on tcp://") {
                self.address = address.to_owned();
            }
            self.said.push(line);
        }
        // Later lines must not block the agent.
        std::thread::spawn(move || lines.for_each(drop));
    }

    pub fn client(&self) -> Client {
        Client::tcp(&self.address).greeted()
    }

    pub fn signal(&self, signal: &str) {
        let id = self.child.id().to_string();
        let done = Command::new("kill").args([signal, &id]).status().unwrap();
        assert!(done.success());
    }

    pub fn wait(&mut self) -> ExitStatus {
        let until = Instant::now() + Duration::from_secs(20);
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status;
            }
            assert!(Instant::now() < until, "the agent does not end");
            std::thread::sleep(Duration::from_millis(5));
        }
    }
}

impl Drop for Agent {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
