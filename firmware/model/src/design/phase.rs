//! The steps of a word on the register bus

/// Where a word stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Phase {
    Idle,
    /// RSTB rose at `since`; data is looked at at `at`.
    Sampling {
        since: u64,
        at: u64,
    },
    /// The user logic lets the word wait.
    Stalled {
        since: u64,
        retry: u64,
    },
    /// FACK rises at.
    Rising {
        at: u64,
    },
    /// FACK is high until RSTB falls.
    Acknowledged,
    /// FACK falls at.
    Falling {
        at: u64,
    },
}
