//! The command `fic`: the libraries behind it are [`fic_client`], [`fic_cluster`], [`fic_network`]
//!
//! The command line ([`cli`]) is a library so that its definition can be tested and
//! documented; it is no API.
#![forbid(unsafe_code)]

pub mod args;
pub mod cli;
mod cmd;
mod context;
pub mod exit;
mod io;
pub mod view;
