//! The tests' own host: streams and a bit-banged loader, written apart from every driver
#![allow(dead_code, missing_docs, clippy::unwrap_used, clippy::panic)]

pub mod bus;
pub mod host;
pub mod real;
pub mod stream;
