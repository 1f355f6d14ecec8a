//! The agent beside a FiC board: the request service, behind sockets and serial lines
//!
//! ```text
//!  transport ──▶ session ──▶ board ──▶ fic_core::service ──▶ pins (sim: the model)
//!  bytes         frames  │   one at        │
//!                        │   a time        └──▶ store (a directory)
//!                        └─▶ access ──▶ audit
//!                            roles, lease
//! ```
//!
//! `fic-agent` is a thin program around this library. `fic` uses its portable part for
//! `sim:` addresses: [`sim::SimBoard`] runs the very same sessions in a thread.
#![deny(unsafe_code)]

pub mod access;
pub mod audit;
pub mod board;
pub mod boot;
pub mod health;
mod model_report;
#[cfg(target_os = "linux")]
pub mod pi;
pub mod registers;
pub mod session;
pub mod sim;
pub mod store;
pub mod transport;
mod wall_clock;
