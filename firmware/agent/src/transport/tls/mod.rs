//! TLS 1.3 on any interface, with raw public keys on both sides (RFC 7250)
//!
//! ```text
//!  accept ─▶ handshake ─▶ whose key? ─▶ session
//!            bounded in   authorized    counted among
//!            time and     file, read    the sessions, ended
//!            number       each time     when the file changes
//! ```
//!
//! The handshake lets every holder of an Ed25519 key through, so that one whom nobody
//! authorised is told so by the session instead of being cut off. Peers that
//! have not shown a key yet take no place among the sessions.

mod handshake;
mod handshake_queue;
mod identity;
mod listener;
mod revocable_reader;
mod stream;

pub use identity::Identity;
pub(super) use listener::listen;
