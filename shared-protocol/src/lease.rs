//! Messages about who may change a board now (since version 2)

use serde::Deserialize;
use serde::Serialize;

use crate::Memo;
use crate::Name;

/// Who holds a board, for how long, and why.
///
/// The owner is the pair of `key` and `user`: two people behind one key differ, and so
/// does one person on two machines.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lease {
    /// How the board knows the owner: `SHA256:…` of a key, `uid 1000`, `loopback`, a line.
    pub key: Name,
    /// What the owner calls itself (`user@host`).
    pub user: Name,
    /// What it is for.
    pub memo: Memo,
    /// Seconds since it was taken.
    pub held_s: u32,
    /// Seconds until it ends unless it is renewed.
    pub left_s: u32,
    /// Seconds that each renewal, and each change to the board, makes it last.
    pub term_s: u32,
}

/// How the lease of a board stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeaseState {
    /// The lease, if there is one.
    pub lease: Option<Lease>,
    /// It is the asker's own.
    pub yours: bool,
    /// Changes to the board need one.
    pub required: bool,
}
