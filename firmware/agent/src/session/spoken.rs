//! Answers in the words of the version that was agreed on

use std::borrow::Cow;

use fic_protocol::BoardError;
use fic_protocol::BoardResponse;
use fic_protocol::Busy;
use fic_protocol::Lease;
use fic_protocol::truncated;

/// The version that brought leases and the agent's own state.
const LEASES: u8 = 2;

/// The answer as a peer of this version can read it.
pub(super) fn in_words_of(version: u8, response: &BoardResponse) -> Cow<'_, BoardResponse> {
    if version >= LEASES {
        return Cow::Borrowed(response);
    }
    match response {
        BoardResponse::Leased(lease) => Cow::Owned(BoardResponse::Busy(busy_with(lease))),
        BoardResponse::Failed(failure) if is_new(failure.error) => {
            Cow::Owned(BoardError::NotSupported.into())
        }
        BoardResponse::Lease(_) | BoardResponse::Agent(_) | BoardResponse::Audit(_) => {
            Cow::Owned(BoardError::UnknownRequest.into())
        }
        _ => Cow::Borrowed(response),
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
    const ERRORS_1: u8 = 32;

    #[test]
    fn version_1_never_hears_what_it_cannot_read() {
        let mut answers = samples::responses().to_vec();
        for error in [
            BoardError::LeaseNeeded,
            BoardError::NotAllowed,
            BoardError::LeaseLost,
            BoardError::NoAck,
        ] {
            answers.push(error.into());
        }
        for answer in answers {
            let mut bytes = [0; 2048];
            let bytes = codec::encode(&*in_words_of(1, &answer), &mut bytes).unwrap();
            assert!(bytes[0] < RESPONSES_1, "{answer:?}");
            if bytes[0] == 1 {
                assert!(bytes[1] < ERRORS_1, "{answer:?}");
            }
            assert_eq!(*in_words_of(2, &answer), answer);
        }
    }
}
