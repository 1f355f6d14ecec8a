//! What a long request says and asks while it runs

use fic_protocol::Progress;

/// The host asked for the request to stop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cancelled;

/// Called from inside a long request, at least once in every 64 KiB of data.
pub trait Hooks {
    /// How far it is. Returning [`Cancelled`] stops the request as soon as it is safe.
    fn progress(&mut self, progress: Progress) -> Result<(), Cancelled>;

    /// Bytes that the request asked for, in order. Returning [`Cancelled`] stops the
    /// request, for instance because the host is gone.
    fn data(&mut self, bytes: &[u8]) -> Result<(), Cancelled>;
}

/// Nobody listens and nobody cancels.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoHooks;

impl Hooks for NoHooks {
    fn progress(&mut self, _progress: Progress) -> Result<(), Cancelled> {
        Ok(())
    }

    fn data(&mut self, _bytes: &[u8]) -> Result<(), Cancelled> {
        Ok(())
    }
}

impl From<Cancelled> for fic_protocol::BoardError {
    fn from(_: Cancelled) -> Self {
        Self::Cancelled
    }
}
