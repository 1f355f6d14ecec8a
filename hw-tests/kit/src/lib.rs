//! What the tests of all crates share: a raw client, a fake board, an agent's process, bad lines
//!
//! It knows the protocol and nothing else of ours, so any crate may test with it. What does
//! not work ends the test: nothing here returns an error that a test would only unwrap.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may panic")]

pub mod agent;
pub mod client;
pub mod fake_board;
pub mod frames;
pub mod noise;
pub mod program;
pub mod proxy;
#[cfg(unix)]
pub mod serial;
pub mod wait;

pub use client::Client;
pub use frames::Message;
pub use wait::eventually;
