//! What a request means for others who want the board

use fic_protocol::Access;
use fic_protocol::BusyWord;
use fic_protocol::DurationClass;
use fic_protocol::HostRequest;
use fic_protocol::RequestKind;

/// What is kept of a request while it acts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct RequestClass {
    pub(super) kind: RequestKind,
    pub(super) access: Access,
    pub(super) duration: DurationClass,
    pub(super) busy_word: BusyWord,
}

impl RequestClass {
    pub(super) fn of(request: &HostRequest<'_>) -> Self {
        Self {
            kind: request.kind(),
            access: request.access(),
            duration: request.duration(),
            busy_word: request.busy_word(),
        }
    }
}
