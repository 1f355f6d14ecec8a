//! Answers in the words of the version that was agreed on

use fic_protocol::BoardError;
use fic_protocol::BoardResponse;
use fic_protocol::Busy;
use fic_protocol::Failure;
use fic_protocol::ImageError;
use fic_protocol::ImageFault;
use fic_protocol::Lease;
use fic_protocol::truncated;

/// The version that brought leases and the agent's own state.
const LEASES: u8 = 2;

/// What to say instead to a host of this version; `None` if it can decode the answer.
pub fn downgrade(version: u8, response: &BoardResponse) -> Option<BoardResponse> {
    match response {
        BoardResponse::Failed(Failure {
            error: BoardError::Image(flaw),
            diagnosis,
        }) => known_kind(flaw.fault).map(|fault| {
            BoardResponse::Failed(Failure {
                error: BoardError::Image(ImageError { fault, ..*flaw }),
                diagnosis: *diagnosis,
            })
        }),
        _ if version >= LEASES => None,
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

/// The kind that stands for one appended after version 2 was fixed: hosts of that version are
/// in use that cannot decode it. A version 3 will be told the kind itself.
fn known_kind(fault: ImageFault) -> Option<ImageFault> {
    match fault {
        ImageFault::Empty => Some(ImageFault::NoSync),
        ImageFault::SecondConfiguration
        | ImageFault::Iprog
        | ImageFault::CrcMissing
        | ImageFault::UnknownRole => Some(ImageFault::BadStructure),
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
    /// Kinds of flaws that versions 1 and 2 had.
    const KINDS_2: u8 = 19;

    #[test]
    fn no_host_hears_of_a_flaw_that_its_version_lacks() {
        let mut appended = 0;
        // Failed, Image, kind, die, word, expected, found, no diagnosis.
        let of_kind = |kind| codec::decode::<BoardResponse>(&[1, 9, kind, 1, 7, 0, 5, 0]).ok();
        for (kind, answer) in (0..=u8::MAX).map_while(|kind| Some((kind, of_kind(kind)?))) {
            for version in [1, 2] {
                let told = downgrade(version, &answer);
                assert_eq!(told.is_some(), kind >= KINDS_2, "{answer:?}");
                let mut bytes = [0; 64];
                let bytes = codec::encode(told.as_ref().unwrap_or(&answer), &mut bytes).unwrap();
                assert!(bytes[2] < KINDS_2, "{answer:?}");
                assert_eq!(bytes[3..], [1, 7, 0, 5, 0], "place and values stay");
            }
            appended += usize::from(kind >= KINDS_2);
        }
        assert!(appended > 0, "the walk ended before the appended kinds");
    }

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
