//! Lines for people and for other programs

use std::fmt::Display;
use std::io::Write as _;

/// A line of a result; a reader that has seen enough is no fault.
pub fn print(line: impl Display) {
    let _ = writeln!(std::io::stdout(), "{line}");
}

/// A line for people; nobody may be listening any more, and that is no fault.
pub fn say(line: impl Display) {
    let _ = writeln!(std::io::stderr(), "{line}");
}
