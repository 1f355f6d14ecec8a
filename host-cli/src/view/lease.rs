//! A lease as `lease` and `status` show it

use std::fmt;

use fic_protocol::LeaseState;
use serde::Serialize;

use fic_client::text::span;

/// How the lease of a board stands.
#[derive(Serialize)]
pub(crate) struct LeaseView {
    /// Nobody holds the board.
    free: bool,
    /// It is held by who asks.
    yours: bool,
    /// Changes to the board need a lease.
    required: bool,
    lease: Option<Holder>,
}

/// Who holds a board.
#[derive(Serialize)]
struct Holder {
    user: String,
    key: String,
    memo: String,
    held_s: u32,
    left_s: u32,
    term_s: u32,
}

impl LeaseView {
    /// Somebody holds the board, whoever that is.
    pub(crate) fn is_held(&self) -> bool {
        self.lease.is_some()
    }

    /// Who holds the board and until when, in a few words.
    pub(crate) fn brief(&self) -> Option<String> {
        let lease = self.lease.as_ref()?;
        let left = span(lease.left_s.into());
        Some(match self.yours {
            true => format!("leased to you for {left}"),
            false => format!("leased to {} for {left}", lease.user),
        })
    }

    /// How it stood before, with the holder's memo and times; for what ended it.
    pub(crate) fn holder(&self) -> Option<String> {
        self.lease.as_ref().map(Holder::to_string)
    }
}

impl From<LeaseState> for LeaseView {
    fn from(state: LeaseState) -> Self {
        Self {
            free: state.lease.is_none(),
            yours: state.yours,
            required: state.required,
            lease: state.lease.map(|lease| Holder {
                user: lease.user.to_string(),
                key: lease.key.to_string(),
                memo: lease.memo.to_string(),
                held_s: lease.held_s,
                left_s: lease.left_s,
                term_s: lease.term_s,
            }),
        }
    }
}

impl fmt::Display for Holder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (held, left) = (span(self.held_s.into()), span(self.left_s.into()));
        let (user, key) = (&self.user, &self.key);
        write!(f, "{user} ({key}) since {held}, for another {left}")?;
        match self.memo.is_empty() {
            true => Ok(()),
            false => write!(f, ": {}", self.memo),
        }
    }
}

impl fmt::Display for LeaseView {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.lease {
            Some(lease) if self.yours => write!(f, "held by you, {lease}"),
            Some(lease) => write!(f, "held by {lease}"),
            None if self.required => f.write_str("free; changes need a lease"),
            None => f.write_str("free; changes need no lease"),
        }
    }
}
