//! Requests as they come: readable or not, borrowed or not, and who says them

use fic_protocol::BoardError;
use fic_protocol::BoardResponse;
use fic_protocol::HostRequest;
use fic_protocol::Name;
use fic_protocol::truncated;

/// Requests of [`fic_protocol::CURRENT_VERSION`]: a higher first byte is a request of a newer host.
const REQUESTS: u8 = 31;

/// The request without a borrow from the frame; `None` of one that has data of its own.
pub(super) fn owned(request: HostRequest<'_>) -> Option<HostRequest<'static>> {
    Some(match request {
        HostRequest::StageBegin { digest, len_bytes } => {
            HostRequest::StageBegin { digest, len_bytes }
        }
        HostRequest::StageCommit { digest } => HostRequest::StageCommit { digest },
        HostRequest::Load(load) => HostRequest::Load(load),
        HostRequest::RegRead {
            address,
            count,
            force,
        } => HostRequest::RegRead {
            address,
            count,
            force,
        },
        HostRequest::HlsReceive { len } => HostRequest::HlsReceive { len },
        HostRequest::DdrRead {
            space,
            address,
            len,
        } => HostRequest::DdrRead {
            space,
            address,
            len,
        },
        HostRequest::DdrChecksum { address, len } => HostRequest::DdrChecksum { address, len },
        _ => return None,
    })
}

/// What to say to a request that cannot be read: of a newer host, or nonsense.
pub(super) fn undecodable(body: &[u8]) -> BoardResponse {
    let error = match body.first() {
        Some(&variant) if variant < REQUESTS => BoardError::OutOfRange,
        _ => BoardError::UnknownRequest,
    };
    BoardResponse::from(error)
}

/// What a peer calls itself ends on others' terminals: no control characters.
pub(super) fn name_of(who: &str, fallback: &Name) -> Name {
    let name: Name = truncated(who.trim());
    match name.is_empty() || name.chars().any(char::is_control) {
        true => fallback.clone(),
        false => name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_of_requests_is_that_of_the_protocol() {
        assert_eq!(
            usize::from(REQUESTS),
            fic_protocol::samples::requests().len()
        );
    }

    #[test]
    fn a_name_is_short_and_printable_or_the_address() {
        let address = truncated("127.0.0.1:9");
        for (who, name) in [
            ("ann@lab", "ann@lab"),
            (" ann ", "ann"),
            ("", "127.0.0.1:9"),
            ("a\u{1b}[2J", "127.0.0.1:9"),
        ] {
            assert_eq!(name_of(who, &address), name);
        }
        assert_eq!(name_of(&"ä".repeat(100), &address).len(), 64);
    }
}
