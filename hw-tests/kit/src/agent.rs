//! An agent as a process of its own

use std::io::BufRead;
use std::io::BufReader;
use std::path::Path;
use std::process::Child;
use std::process::ChildStderr;
use std::process::Command;
use std::process::ExitStatus;
use std::process::Stdio;
use std::sync::Arc;
use std::sync::Mutex;

use crate::client::Client;
use crate::program::forget_settings;
use crate::wait::eventually_some;

const LISTENING: &str = "listening on ";

/// A running agent; killed when dropped.
pub struct Agent {
    child: Child,
    addresses: Vec<String>,
    said: Arc<Mutex<Vec<String>>>,
}

impl Agent {
    /// Starts `program` for this board on a free TCP port.
    pub fn tcp(program: Command, board: &str, store: &Path, more: &[&str]) -> Self {
        let words = [&["--listen", "tcp://127.0.0.1:0"], more].concat();
        Self::start(program, board, store, &words)
    }

    /// Starts `program` for this board; `more` says where it listens.
    pub fn start(mut program: Command, board: &str, store: &Path, more: &[&str]) -> Self {
        forget_settings(&mut program);
        program.args(["--board", board, "--store"]).arg(store);
        Self::run(program.args(more))
    }

    /// Runs a whole command line until the agent listens at all addresses that it names,
    /// and at one at least.
    pub fn run(program: &mut Command) -> Self {
        let named = program.get_args().filter(|word| *word == "--listen");
        let count = named.count().max(1);
        program.stdin(Stdio::null()).stderr(Stdio::piped());
        let mut child = program.spawn().unwrap();
        let stderr = BufReader::new(child.stderr.take().unwrap());
        let mut agent = Self {
            child,
            addresses: Vec::new(),
            said: Arc::default(),
        };
        agent.listen(stderr, count);
        agent
    }

    /// Reads what it says up to its last address; the rest is read aside, because it must
    /// not block on a full pipe.
    fn listen(&mut self, stderr: BufReader<ChildStderr>, count: usize) {
        let mut lines = stderr.lines();
        while self.addresses.len() < count {
            let Some(line) = lines.next() else {
                panic!("the agent ended: {:#?}", self.said());
            };
            let line = line.unwrap();
            let address = line.strip_prefix(LISTENING).map(str::to_owned);
            self.addresses.extend(address);
            self.said.lock().unwrap().push(line);
        }
        let said = Arc::clone(&self.said);
        std::thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                said.lock().unwrap().push(line);
            }
        });
    }

    /// The first address that it listens at.
    pub fn address(&self) -> &str {
        &self.addresses[0]
    }

    /// The address of this scheme.
    pub fn at(&self, scheme: &str) -> &str {
        let found = |address: &&String| address.starts_with(&format!("{scheme}:"));
        let address = self.addresses.iter().find(found);
        address.unwrap_or_else(|| panic!("it is not at {scheme}:"))
    }

    /// All that it has said so far, line by line.
    pub fn said(&self) -> Vec<String> {
        self.said.lock().unwrap().clone()
    }

    /// A welcome client at its TCP address.
    pub fn client(&self) -> Client {
        Client::tcp(self.at("tcp")).greeted()
    }

    /// Its process id.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Sends it a signal, as `kill` takes it.
    pub fn signal(&self, signal: &str) {
        let id = self.id().to_string();
        let done = Command::new("kill").args([signal, &id]).status().unwrap();
        assert!(done.success());
    }

    /// How it ended, if it has.
    pub fn try_wait(&mut self) -> Option<ExitStatus> {
        self.child.try_wait().unwrap()
    }

    /// Waits for its end.
    pub fn wait(&mut self) -> ExitStatus {
        eventually_some("the agent ends", || self.try_wait())
    }
}

impl Drop for Agent {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
