//! Why a session ended

use fic_core::peer::PeerEnd;

/// Why a session ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// The peer closed the stream.
    Closed,
    /// The stream failed.
    Broken,
    /// No Hello came in time.
    NoHello,
    /// Nothing came for too long.
    Idle,
    /// Too much of what came was no frame.
    Garbage,
    /// The peer did not take what was sent to it.
    NotReading,
    /// The peer was refused.
    Refused,
    /// The agent ends.
    Stopped,
}

impl End {
    /// The word for the log of an end that no other line tells of and no good peer causes.
    pub(super) fn refusal(self) -> Option<&'static str> {
        match self {
            Self::NoHello => Some("no_hello"),
            Self::Garbage => Some("garbage"),
            _ => None,
        }
    }
}

impl From<PeerEnd> for End {
    fn from(end: PeerEnd) -> Self {
        match end {
            PeerEnd::Refused => Self::Refused,
            PeerEnd::Garbage => Self::Garbage,
            PeerEnd::NoHello => Self::NoHello,
            PeerEnd::Idle => Self::Idle,
        }
    }
}
