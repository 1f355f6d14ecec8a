//! The way to a board: where it is, frames, requests and answers

pub mod address;
pub mod link;
pub(crate) mod session;
pub mod target;
