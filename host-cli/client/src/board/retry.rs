//! How often work goes on after a link broke or a board did not take something
//!
//! Silence is another matter: the session itself asks again, as often as its link may lose
//! a frame, so what still has no answer then has failed.

use fic_protocol::HostRequest;
use fic_protocol::Repeat;

use crate::error::Error;

/// Links that a request which may be repeated is sent over.
const REQUEST_TRIES: u32 = 3;
/// Links that a load is asked for over, after the first.
const LOAD_RETRIES: u32 = 4;
/// Broken links and silences of a transfer in a row, without a byte of progress between them.
const TRANSFER_RETRIES: u32 = 5;

/// Failures in a row that may pass, and how many of them are borne.
#[derive(Debug)]
pub(super) struct RetryPolicy {
    retries: u32,
    failures: u32,
}

impl RetryPolicy {
    /// For one request; none if asking twice is not asking once.
    pub(super) fn of(request: &HostRequest<'_>) -> Self {
        Self::new(match request.repeat() {
            Repeat::Same => REQUEST_TRIES - 1,
            Repeat::Differs => 0,
        })
    }

    /// For a load: asked for again, it goes on or is found done.
    pub(super) fn of_load() -> Self {
        Self::new(LOAD_RETRIES)
    }

    /// For a transfer that goes on where it stopped.
    pub(super) fn of_transfer() -> Self {
        Self::new(TRANSFER_RETRIES)
    }

    fn new(retries: u32) -> Self {
        Self {
            retries,
            failures: 0,
        }
    }

    /// Counts a failure; whether to go on nevertheless.
    pub(super) fn failed(&mut self) -> bool {
        self.failures += 1;
        self.failures <= self.retries
    }

    /// Something was achieved: the count starts anew.
    pub(super) fn progressed(&mut self) {
        self.failures = 0;
    }

    /// Failures so far.
    pub(super) fn failures(&self) -> u32 {
        self.failures
    }
}

/// The link broke: the next one may carry the answer.
pub(super) fn is_broken_link(error: &Error) -> bool {
    matches!(error, Error::LinkLost { .. })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_must_not_be_repeated_is_not() {
        let mut start = RetryPolicy::of(&HostRequest::HlsStart);
        assert!(!start.failed());
        let mut status = RetryPolicy::of(&HostRequest::Status);
        assert_eq!([(); 3].map(|()| status.failed()), [true, true, false]);
    }

    #[test]
    fn registers_with_an_effect_are_known_by_range() {
        for (address, count, repeated) in
            [(0x0FFF, 2, false), (0x0FFF, 1, true), (0xFF00, 256, true)]
        {
            let request = HostRequest::RegRead {
                address,
                count,
                force: false,
            };
            let mut retry = RetryPolicy::of(&request);
            assert_eq!(retry.failed(), repeated, "{address:#x} {count}");
        }
    }

    #[test]
    fn progress_starts_the_count_anew() {
        let mut transfer = RetryPolicy::of_transfer();
        for _ in 0..20 {
            assert!(transfer.failed());
            transfer.progressed();
        }
        assert_eq!(transfer.failures(), 0);
    }
}
