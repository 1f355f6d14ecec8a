//! Why a board refuses a session

use fic_protocol::Hello;
use fic_protocol::Refusal;
use fic_protocol::RefusalReason;

use crate::error::Error;

/// Why a board refuses.
pub(super) fn refusal(body: &[u8]) -> Option<(RefusalReason, Error)> {
    let refusal = Refusal::from_bytes(body)?;
    let error = match refusal.reason {
        RefusalReason::Version => version_mismatch(refusal.min, refusal.current),
        RefusalReason::NotAuthorised => Error::NotAuthorised { ours: None },
        RefusalReason::TooManySessions => Error::TooManySessions,
        RefusalReason::HelloFirst | RefusalReason::Other => Error::Protocol { what: "hello" },
    };
    Some((refusal.reason, error))
}

pub(super) fn version_mismatch(board_min: u8, board: u8) -> Error {
    Error::VersionMismatch {
        ours_min: Hello::OURS.min,
        ours: Hello::OURS.current,
        board_min,
        board,
    }
}
