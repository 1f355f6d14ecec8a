//! What the program does between its command line and its exit code

mod addresses;
mod arguments;
mod authorize;
mod check_config;
mod config;
mod end;
mod error;
mod fingerprint;
mod keys;
mod man;
mod places;
mod real;
mod start;

use std::fmt::Display;
use std::io::Write as _;

pub use arguments::Arguments;
pub use error::ProgramError;
pub use real::last_resort;
pub use start::run;

/// A line of a result; a reader that has seen enough is no fault.
pub fn print(line: impl Display) {
    let _ = writeln!(std::io::stdout(), "{line}");
}

/// A line for people; nobody may be listening any more, and that is no fault.
pub fn say(line: impl Display) {
    let _ = writeln!(std::io::stderr(), "{line}");
}
