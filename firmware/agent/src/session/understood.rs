//! Requests as they come: readable or not, and who says them

use fic_protocol::BoardError;
use fic_protocol::BoardResponse;
use fic_protocol::Name;
use fic_protocol::RequestKind;
use fic_protocol::truncated;

/// What to say to a request that cannot be read: of a newer host, or nonsense.
pub(super) fn undecodable(body: &[u8], version: u8) -> BoardResponse {
    let kind = body
        .first()
        .and_then(|&byte| RequestKind::from_wire(byte, version));
    let error = match kind {
        Some(_) => BoardError::OutOfRange,
        None => BoardError::UnknownRequest,
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
