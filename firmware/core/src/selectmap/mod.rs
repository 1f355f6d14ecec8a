//! The slave SelectMAP sequence (UG570; `facts/hardware.md` 1, 9.2, 9.7, 9.9)
//!
//! The sequence is apart from the byte writer, and both are apart from where the data
//! comes from: [`Loading::begin_full`] or [`Loading::begin_partial`], any number of
//! [`Loading::write`], then [`Loading::finish`] or [`Loading::abandon`]. Nothing but
//! these leaves the configuration pins driven; [`make_safe`] is for what a program that
//! died left on them.

mod bus;
mod diagnose;
mod loading;
mod readback;
mod safe;
mod writer;

pub use bus::ConfigBus;
pub use bus::sense;
pub use bus::state;
pub use diagnose::Stat;
pub use loading::Failed;
pub use loading::Finished;
pub use loading::Loading;
pub use readback::probe;
pub use safe::make_safe;
