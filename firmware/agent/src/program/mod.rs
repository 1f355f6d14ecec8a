//! What the program does between its command line and its exit code

mod addresses;
mod arguments;
mod authorize;
mod board;
mod check_config;
mod config;
mod end;
mod error;
mod fingerprint;
mod keys;
mod man;
mod output;
mod places;
mod real;
mod start;
mod store;

pub use arguments::Arguments;
pub use output::say;
pub use real::last_resort;
pub use start::run;
