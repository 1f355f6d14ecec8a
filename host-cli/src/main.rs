//! The program: see `fic --help`, and the library for everything else
#![forbid(unsafe_code)]

use std::process::ExitCode;

fn main() -> ExitCode {
    ExitCode::from(fic::cli::run(std::env::args_os()) as u8)
}
