//! Answers in the words of the version that was agreed on

use fic_protocol::BoardError;
use fic_protocol::BoardResponse;
use fic_protocol::Busy;
use fic_protocol::Lease;
use fic_protocol::truncated;

/// The version that brought leases and the agent's own state.
const LEASES: u8 = 2;

/// What to say instead to a host of this version; `None` if it can decode the answer.
pub fn downgrade(version: u8, response: &BoardResponse) -> Option<BoardResponse> {
    if version >= LEASES {
        return None;
    }
    match response {
        BoardResponse::Leased(lease) => Some(BoardResponse::Busy(busy_with(lease))),
        BoardResponse::Failed(failure) if is_new(failure.error) => {
            Some(BoardError::NotSupported.into())
        }
        BoardResponse::Lease(_) | BoardResponse::Agent(_) | BoardResponse::Audit(_) => {
            Some(BoardError::UnknownRequest.into())
        }
        _ => None,
    }
}

fn is_new(error: BoardError) -> bool {
    matches!(
        error,
        BoardError::LeaseNeeded | BoardError::NotAllowed | BoardError::LeaseLost
    )
}

/// A holder looks like someone who keeps the board busy, which is what it comes to.
fn busy_with(lease: &Lease) -> Busy {
    Busy {
        who: lease.user.clone(),
        what: truncated("lease"),
        for_ms: lease.held_s.saturating_mul(1000),
    }
}

#[cfg(test)]
mod tests {
    use fic_protocol::codec;
    use fic_protocol::samples;

    use super::*;

    /// Answers and errors that version 1 had: later ones are appended.
    const RESPONSES_1: u8 = 11;
    const ERRORS_1: u8 = 31;

    #[test]
    fn version_1_never_hears_what_it_cannot_read() {
        let errors = samples::errors().map(BoardResponse::from);
        for answer in samples::responses().into_iter().chain(errors) {
            let told = downgrade(1, &answer);
            let told = told.as_ref().unwrap_or(&answer);
            let mut bytes = [0; 2048];
            let bytes = codec::encode(told, &mut bytes).unwrap();
            assert!(bytes[0] < RESPONSES_1, "{answer:?}");
            if bytes[0] == 1 {
                assert!(bytes[1] < ERRORS_1, "{answer:?}");
            }
            assert_eq!(downgrade(2, &answer), None);
        }
    }
}
