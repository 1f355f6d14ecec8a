//! Literal bytes of each protocol version
#![allow(clippy::unwrap_used, reason = "a test may panic")]

#[path = "versioning/v01.rs"]
mod v01;
