//! Shared parts of the board tests and benchmarks.

pub mod agent;
pub mod bench;
pub mod counting;
pub mod cutting;
pub mod hil;
pub mod image;
pub mod modelled;
#[cfg(target_os = "linux")]
pub mod package;
pub mod pairing;
pub mod program;
#[cfg(target_os = "linux")]
pub mod qemu_agent;
#[cfg(unix)]
pub mod qemu_image;
pub mod sim;
