//! A separate `fic-agent`

use std::path::Path;
use std::process::Command;

use fic_test_kit::agent::Agent;
use fic_test_kit::program;

/// Starts an agent for a modelled board on a free TCP port.
pub fn tcp(board: &str, store: &Path) -> Agent {
    start(board, store, "tcp://127.0.0.1:0")
}

/// Starts one that listens there.
pub fn start(board: &str, store: &Path, listen: &str) -> Agent {
    let program = Command::new(program::agent());
    Agent::start(program, board, store, &["--listen", listen])
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
