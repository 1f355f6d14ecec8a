//! Shared parts of the board tests and benchmarks.

pub mod agent;
pub mod bench;
pub mod client;
pub mod counting;
pub mod cutting;
#[cfg(target_os = "linux")]
pub mod emulated;
#[cfg(unix)]
pub mod emulated_image;
pub mod hil;
#[cfg(unix)]
pub mod line;
pub mod modelled;
#[cfg(target_os = "linux")]
pub mod package;
pub mod pairing;
pub mod program;
