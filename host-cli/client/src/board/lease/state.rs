//! What is known of an automatic lease

use std::time::Instant;

use fic_protocol::Lease;
use fic_protocol::limits::MAX_MEMO_LEN;
use fic_protocol::truncated;

use crate::error::Error;

/// First protocol version with leases and with an agent that tells about itself.
pub(super) const SINCE_VERSION: u8 = 2;

/// What to do where a change needs a lease and nobody holds one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum LeaseUse {
    /// Take one for as long as the [`Board`](crate::Board) lives, at most a minute beyond a crash.
    #[default]
    Automatic,
    /// Fail with `lease_needed`.
    Manual,
}

/// The automatic lease of one board, and when it is wanted.
#[derive(Debug, Default)]
pub(crate) struct Automatic {
    pub(super) wanted: LeaseUse,
    pub(super) purpose: String,
    /// To be given back in the end.
    pub(super) held: bool,
    /// Last change to the board in this conversation.
    pub(super) changed: Option<Instant>,
    pub(super) losses: u32,
}

impl Automatic {
    pub(crate) fn new(wanted: LeaseUse, purpose: &str) -> Self {
        Self {
            wanted,
            purpose: truncated::<MAX_MEMO_LEN>(purpose).to_string(),
            ..Self::default()
        }
    }

    /// A lease that was taken or given up by hand is nobody's business any more.
    pub(super) fn forget(&mut self) {
        self.held = false;
    }

    /// There may be a lease that must not end in a pause.
    pub(super) fn in_use(&self) -> bool {
        self.changed.is_some()
    }

    /// A change was done, which made the lease last its whole time again.
    pub(crate) fn used(&mut self) {
        self.changed = Some(Instant::now());
    }
}

/// Another holds the board.
pub(crate) fn held(lease: &Lease) -> Error {
    Error::LeaseHeld {
        user: lease.user.to_string(),
        key: lease.key.to_string(),
        memo: lease.memo.to_string(),
        left_s: lease.left_s,
    }
}
