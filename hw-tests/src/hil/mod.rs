//! The same trials on a board, whether real, emulated or modelled
//!
//! `cargo xtask hil --boards boards.toml` runs them one after another on each board, in
//! the order in which one brings up a new board. No real board has passed any yet; what
//! has passed one is listed in `passed-on-boards.toml`, by hand, and the report says so.

mod boards;
mod passed;
mod report;
mod run;
mod trial;
mod trials;

pub use boards::Boards;
pub use boards::Entry;
pub use passed::Passed;
pub use report::Report;
pub use report::Result;
pub use report::to_json;
pub use run::Choice;
pub use run::run;
pub use trial::End;
pub use trial::Trial;
pub use trials::TRIALS;
