//! The bare-metal image in QEMU: `cargo xtask test --suite image-qemu` builds and boots it
#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod failing;
mod logs;
mod requests;
mod staging;
