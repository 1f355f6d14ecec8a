//! The bare-metal image on an emulated processor with the modelled board at its pins:
//! `cargo xtask test --suite image-unicorn` builds and runs it
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may panic")]

mod common;
mod cost;
mod failing;
mod harness;
mod loading;
mod operating;
mod requests;
