//! What the tests of the command share: running it, agents, links that misbehave
#![allow(dead_code, reason = "each test file uses a part of it")]

pub mod agent;
pub mod leasing;

use std::ffi::OsStr;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;
use std::process::Output;
use std::process::Stdio;
use std::sync::mpsc::RecvTimeoutError;
use std::time::Duration;

use fic_test_kit::wait::PATIENCE;
use serde_json::Value;

pub const MK1: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../bitstreams/samples/fic-mk1-blank.bit"
);
pub const MK2: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../bitstreams/samples/fic-mk2-blank.bit"
);
pub const MK2_OTHER: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../bitstreams/samples/fic-mk2-other.bit"
);
pub const MK2_PARTIAL: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../bitstreams/samples/fic-mk2-partial.bit"
);

/// A folder of a test's own, with a home in it: no config or catalog of the machine is seen.
pub struct Place {
    folder: tempfile::TempDir,
}

/// What a command did.
pub struct Ran {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Place {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self { folder }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Writes a file and returns its path as text.
    pub fn file(&self, name: &str, content: impl AsRef<[u8]>) -> String {
        let path = self.path(name);
        std::fs::write(&path, content).unwrap();
        path.to_str().unwrap().to_owned()
    }

    /// The command with an environment of its own.
    pub fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_fic"));
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("FIC_") {
                command.env_remove(name);
            }
        }
        command
            .current_dir(self.folder())
            .env("HOME", self.folder())
            .env("APPDATA", self.folder())
            .env("FIC_CONFIG", self.path("config.toml"))
            .env("USER", "ann")
            .env_remove("XDG_CONFIG_HOME")
            .env_remove("NO_COLOR")
            .stdin(Stdio::null());
        if !self.path("config.toml").exists() {
            std::fs::write(self.path("config.toml"), "").unwrap();
        }
        command
    }

    pub fn fic<I: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = I>) -> Ran {
        let mut command = self.command();
        command.args(arguments);
        Ran::within(command, PATIENCE)
    }

    /// Runs with `--format json` and gives the document beside the exit code.
    pub fn json(&self, arguments: &[&str]) -> (i32, Value) {
        let arguments = arguments.iter().chain(&["--format", "json"]);
        let ran = self.fic(arguments);
        (ran.code, ran.document())
    }

    /// A made-up design: a file of the part's real size.
    pub fn synth(&self, part: &str, more: &[&str]) -> String {
        let path = self.path(&format!("{part}{}.bin", more.concat()));
        let out = path.to_str().unwrap();
        let arguments = ["bitstream", "synth", "--part", part, "-o", out];
        let ran = self.fic(arguments.iter().chain(more));
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        out.to_owned()
    }
}

impl Ran {
    /// Runs a command to its end, which has to come.
    fn within(mut command: Command, patience: Duration) -> Self {
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let child = command.spawn().unwrap();
        let id = child.id();
        let (done, ended) = std::sync::mpsc::channel::<()>();
        let guard = std::thread::spawn(move || {
            let late = ended.recv_timeout(patience) == Err(RecvTimeoutError::Timeout);
            if late {
                kill(id);
            }
            late
        });
        let output = child.wait_with_output().unwrap();
        drop(done);
        assert!(
            !guard.join().unwrap(),
            "no end after {patience:?}: {command:?}"
        );
        Self::of(&output)
    }

    pub fn of(output: &Output) -> Self {
        Self {
            code: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8(output.stdout.clone()).unwrap(),
            stderr: String::from_utf8(output.stderr.clone()).unwrap(),
        }
    }

    /// stdout, which has to be exactly one JSON document.
    pub fn document(&self) -> Value {
        serde_json::from_str(&self.stdout)
            .unwrap_or_else(|error| panic!("{error} in {:?}; {}", self.stdout, self.stderr))
    }

    pub fn good(self) -> Self {
        assert_eq!(self.code, 0, "{}{}", self.stdout, self.stderr);
        self
    }
}

/// Ends a process that its owner is waiting for.
fn kill(id: u32) {
    let id = id.to_string();
    let (program, arguments) = match cfg!(windows) {
        true => ("taskkill", vec!["/F", "/PID", &id]),
        false => ("kill", vec!["-9", &id]),
    };
    Command::new(program).args(arguments).status().unwrap();
}

/// Result of the only board in a document.
pub fn only(document: &Value) -> &Value {
    let boards = document["boards"].as_array().unwrap();
    assert_eq!(boards.len(), 1, "{document}");
    match boards[0]["ok"].as_bool() {
        Some(true) => &boards[0]["result"],
        _ => &boards[0]["error"],
    }
}
