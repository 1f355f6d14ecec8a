//! Registers, user logic, memory and pins of boards: the command and the library
#![allow(clippy::unwrap_used, reason = "a test may panic")]
#![allow(clippy::panic, reason = "a test may panic")]

mod agent;
mod control;
mod faults;
mod lossy;
mod memory;
mod pair;
mod pins;
mod refused;
mod registers;
mod run;
