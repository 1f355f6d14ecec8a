//! Samples, and `fic` at the machine's line

use std::path::PathBuf;

use fic_unicorn_pi::Machine;
use serde_json::Value;

/// A design of the repository.
pub fn sample(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../../bitstreams/samples")
        .join(format!("{name}.bit"))
}

/// `fic` with these arguments, its exit code and the one document that it prints.
pub fn fic(machine: &Machine, arguments: &[&str]) -> (Option<i32>, Value) {
    let output = machine
        .fic()
        .unwrap()
        .args(arguments)
        .args(["-b", &machine.address(), "--format", "json"])
        .output()
        .unwrap();
    let document = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|_| panic!("{arguments:?}: {output:?}"));
    (output.status.code(), document)
}

/// The result of a command that must succeed.
pub fn done(machine: &Machine, arguments: &[&str]) -> Value {
    let (code, document) = fic(machine, arguments);
    assert_eq!(code, Some(0), "{arguments:?}: {document}");
    document["boards"][0]["result"].clone()
}

/// Exit code and error of a command that must fail.
pub fn refused(machine: &Machine, arguments: &[&str]) -> (Option<i32>, Value) {
    let (code, document) = fic(machine, arguments);
    assert_eq!(document["ok"], false, "{arguments:?}: {document}");
    (code, document["boards"][0]["error"].clone())
}

/// Deploys a design of the repository.
pub fn deploy(machine: &Machine, name: &str) -> Value {
    done(machine, &["deploy", sample(name).to_str().unwrap()])
}

/// One of the model's counters.
pub fn counter(machine: &Machine, name: &'static str) -> u64 {
    machine
        .ask(move |machine| machine.board.counter(name))
        .unwrap()
        .unwrap()
}
