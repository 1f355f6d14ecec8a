//! What can be asked of an error

use fic_protocol::Diagnosis;

use super::error::Error;

impl Error {
    /// What the pins said, if the board had touched any.
    pub fn diagnosis(&self) -> Option<&Diagnosis> {
        match self {
            Self::Board { diagnosis, .. } | Self::Cancelled { diagnosis } => diagnosis.as_ref(),
            Self::PartialTransfer { source, .. } => source.diagnosis(),
            _ => None,
        }
    }

    /// Whether another link might help: the request itself was not refused.
    pub fn is_link(&self) -> bool {
        matches!(
            self,
            Self::Unreachable { .. }
                | Self::NoAnswer { .. }
                | Self::TlsFailed { .. }
                | Self::LinkLost { .. }
                | Self::Timeout { .. }
        )
    }
}
