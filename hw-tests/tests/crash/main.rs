//! Programs killed at every step of what they write: nothing that was promised is lost
//!
//! `crash.c` counts the steps that a program takes below its folder and kills it at the
//! N-th, in the middle of a write, as `kill -9` would, or as a power failure that takes along
//! what was not flushed.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "a test may panic")]
#![allow(clippy::panic, reason = "a test may panic")]

mod agent;
mod command;
mod durability;
mod invariants;
mod pairing;
mod protocol_crash;
mod scenario;
mod shim;
mod steps;
