//! Running the command

use std::io::Write;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;
use std::process::Stdio;
use std::sync::OnceLock;

/// What a command did.
#[derive(Debug)]
pub struct Ran {
    pub code: i32,
    pub stdout: String,
    pub raw: Vec<u8>,
    pub stderr: String,
}

/// Runs it with an environment of its own.
pub fn fic(arguments: &[&str], stdin: &[u8]) -> Ran {
    let mut command = Command::new(env!("CARGO_BIN_EXE_fic"));
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("FIC_") {
            command.env_remove(name);
        }
    }
    let mut child = command
        .args(arguments)
        .env("FIC_CONFIG", no_config())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A command that refuses does not read it.
    let _ = child.stdin.take().unwrap().write_all(stdin);
    let output = child.wait_with_output().unwrap();
    Ran {
        code: output.status.code().unwrap(),
        stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
        raw: output.stdout,
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

/// A config with nothing in it.
fn no_config() -> &'static Path {
    static CONFIG: OnceLock<PathBuf> = OnceLock::new();
    CONFIG.get_or_init(|| {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("operate.toml");
        std::fs::write(&path, "").unwrap();
        path
    })
}

impl Ran {
    pub fn renamed(self, from: &str, to: &str) -> Self {
        Self {
            stdout: self.stdout.replace(from, to),
            stderr: self.stderr.replace(from, to),
            ..self
        }
    }

    /// It must have succeeded; its output.
    pub fn good(self) -> String {
        assert_eq!(self.code, 0, "{}", self.stderr);
        self.stdout
    }

    /// It must have failed so; what it said.
    pub fn bad(self, exit: i32, code: &str) -> String {
        assert_eq!(self.code, exit, "{}{}", self.stdout, self.stderr);
        assert!(
            self.stderr.contains(&format!("[{code}]")),
            "{}",
            self.stderr
        );
        self.stderr
    }

    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.stdout).unwrap()
    }
}
