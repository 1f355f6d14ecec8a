//! A separate `fic-agent`

use std::io::BufRead;
use std::io::BufReader;
use std::path::Path;
use std::path::PathBuf;
use std::process::Child;
use std::process::Command;
use std::process::Stdio;
use std::sync::OnceLock;

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
        let mut command = Command::new(binary());
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
    let mut command = Command::new(binary());
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

/// The agent beside the command under test. Cargo builds no binaries of other packages
/// for a test, so it is asked to; when all is fresh that takes a moment.
fn binary() -> &'static Path {
    static BINARY: OnceLock<PathBuf> = OnceLock::new();
    BINARY.get_or_init(|| {
        let folder = Path::new(env!("CARGO_BIN_EXE_fic")).parent().unwrap();
        let mut build = Command::new(env!("CARGO"));
        build
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .args([
                "build",
                "--quiet",
                "--package",
                "fic-agent",
                "--bin",
                "fic-agent",
            ])
            .arg("--target-dir")
            .arg(folder.parent().unwrap());
        if folder.ends_with("release") {
            build.arg("--release");
        }
        assert!(
            build.status().unwrap().success(),
            "the agent does not build"
        );
        folder.join(format!("fic-agent{}", std::env::consts::EXE_SUFFIX))
    })
}
