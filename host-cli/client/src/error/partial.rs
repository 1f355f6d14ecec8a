//! How far a failed transfer had come

use super::error::Error;

impl Error {
    /// Why, without how far it had come.
    pub fn cause(&self) -> &Self {
        match self {
            Self::PartialTransfer { source, .. } => source.cause(),
            cause => cause,
        }
    }

    /// Bytes that a failed transfer had moved.
    pub fn bytes_done(&self) -> Option<u64> {
        match self {
            Self::PartialTransfer { bytes_done, .. } => Some(*bytes_done),
            _ => None,
        }
    }

    /// The same, after part of the work was done.
    pub(crate) fn after(self, done: String, bytes_done: u64) -> Self {
        Self::PartialTransfer {
            source: Box::new(self),
            done,
            bytes_done,
        }
    }
}
