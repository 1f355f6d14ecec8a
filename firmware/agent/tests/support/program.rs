//! The program itself, as a process
#![cfg(unix)]

use std::path::Path;
use std::process::Command;

use fic_test_kit::agent::Agent;
use fic_test_kit::program::forget_settings;

/// The program, free of what this machine has set.
pub fn command() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_fic-agent"));
    forget_settings(&mut command);
    command
}

/// Starts it with a modelled mk2 on a free TCP port.
pub fn start(store: &Path, more: &[&str]) -> Agent {
    start_board("sim:mk2", store, more)
}

/// The same with this board.
pub fn start_board(board: &str, store: &Path, more: &[&str]) -> Agent {
    Agent::tcp(command(), board, store, more)
}
