//! The slave SelectMAP sequence (UG570; `facts/hardware.md` 1, 9.2, 9.7, 9.9)
//!
//! The sequence is apart from the byte writer, and both are apart from where the data
//! comes from: [`Loading::begin_full`] or [`Loading::begin_partial`], any number of
//! [`Loading::write`], then [`Loading::finish`] or [`Loading::abandon`]. Nothing but
//! these leaves the configuration pins driven; [`make_safe`] is for what a program that
//! died left on them.

mod diagnose;
mod loading;
mod port;
mod readback;
mod safe;
mod writer;

pub use diagnose::Stat;
pub use loading::Failed;
pub use loading::Finished;
pub use loading::Loading;
pub use port::ConfigPort;
pub use port::read_status_pins;
pub use port::state;
pub use readback::probe;
pub use safe::make_safe;
