//! What the host may say when, and what it is told

use fic_protocol::BoardError;
use fic_protocol::BoardResponse;
use fic_protocol::CURRENT_VERSION;
use fic_protocol::Hello;
use fic_protocol::HostRequest;
use fic_protocol::MIN_VERSION;
use fic_protocol::Name;
use fic_protocol::Refusal;
use fic_protocol::RefusalReason;
use fic_protocol::RequestKind;
use fic_protocol::Welcome;
use fic_protocol::codec;
use fic_protocol::frame::Frame;
use fic_protocol::frame::Header;
use fic_protocol::frame::Kind;
use fic_protocol::truncated;

/// A host that is silent for this long must say Hello again, as at the agent.
pub const IDLE_MS: u64 = 300_000;

/// Where an answer belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct At {
    pub(super) version: u8,
    pub(super) id: u32,
}

impl At {
    pub(super) fn header(self, kind: Kind) -> Header {
        Header {
            version: self.version,
            kind,
            id: self.id,
        }
    }
}

/// What a frame asks for.
#[expect(
    clippy::large_enum_variant,
    reason = "there is no allocator to box with"
)]
pub(super) enum Heard<'f> {
    /// Nothing.
    Nothing,
    /// A frame of the frozen kinds.
    Frozen(Header, [u8; 3]),
    /// An answer that needs no board.
    Answer(At, BoardResponse),
    /// An answer of the board.
    Request(At, HostRequest<'f>),
}

/// The state of the conversation.
#[derive(Debug, Default)]
pub(super) struct Peer {
    version: Option<u8>,
    who: Name,
    last_ms: u64,
}

impl Peer {
    /// As it calls itself.
    pub(super) fn who(&self) -> &Name {
        &self.who
    }

    /// A host has said Hello and was welcome.
    pub(super) fn is_greeted(&self) -> bool {
        self.version.is_some()
    }

    /// A request has ended: its host had nothing to say meanwhile but may go on now.
    pub(super) fn acted(&mut self, now_ms: u64) {
        self.last_ms = now_ms;
    }

    /// Takes a frame, `acting` the id of the request under way.
    pub(super) fn hear<'f>(
        &mut self,
        frame: Frame<'f>,
        now_ms: u64,
        acting: Option<u32>,
    ) -> Heard<'f> {
        if acting.is_none() && now_ms.saturating_sub(self.last_ms) > IDLE_MS {
            self.version = None;
            self.who = Name::new();
        }
        self.last_ms = now_ms;
        match frame.header.kind {
            Kind::Hello => self.hello(frame),
            Kind::Request => self.request(frame, acting),
            // A host says nothing else: it is our own echo.
            _ => Heard::Nothing,
        }
    }

    fn hello<'f>(&mut self, frame: Frame<'_>) -> Heard<'f> {
        let id = frame.header.id;
        // Whoever greets may be another one than before.
        self.who = Name::new();
        self.version = Hello::from_bytes(frame.body)
            .and_then(|hello| hello.choose(MIN_VERSION, CURRENT_VERSION));
        let Some(chosen) = self.version else {
            return refusal(id, RefusalReason::Version);
        };
        let welcome = Welcome {
            chosen,
            min: MIN_VERSION,
            current: CURRENT_VERSION,
        };
        let at = At {
            version: chosen,
            id,
        };
        Heard::Frozen(at.header(Kind::Welcome), welcome.to_bytes())
    }

    fn request<'f>(&mut self, frame: Frame<'f>, acting: Option<u32>) -> Heard<'f> {
        let Header { version, id, .. } = frame.header;
        match self.version {
            None => return refusal(id, RefusalReason::HelloFirst),
            Some(agreed) if agreed != version => return refusal(id, RefusalReason::Version),
            Some(_) => {}
        }
        let at = At { version, id };
        match codec::decode::<HostRequest<'f>>(frame.body) {
            // The same request again, because the line lost something: its answer will come.
            Ok(_) if acting == Some(id) => Heard::Nothing,
            Ok(request) => {
                // Who speaks while another's request acts does not become its author.
                if let (HostRequest::Identify { who }, None) = (&request, acting) {
                    self.who = name(who);
                }
                Heard::Request(at, request)
            }
            Err(_) => Heard::Answer(at, undecodable(frame.body, version)),
        }
    }
}

fn refusal<'f>(id: u32, reason: RefusalReason) -> Heard<'f> {
    let at = At {
        version: CURRENT_VERSION,
        id,
    };
    Heard::Frozen(at.header(Kind::Refusal), Refusal::ours(reason).to_bytes())
}

/// What to say to a request that cannot be read: of a newer host, or nonsense.
fn undecodable(body: &[u8], version: u8) -> BoardResponse {
    let kind = body
        .first()
        .and_then(|&byte| RequestKind::from_wire(byte, version));
    let error = match kind {
        Some(_) => BoardError::OutOfRange,
        None => BoardError::UnknownRequest,
    };
    BoardResponse::from(error)
}

/// What a host calls itself ends on others' terminals: no control characters.
pub(super) fn name(who: &str) -> Name {
    let name: Name = truncated(who.trim());
    match name.is_empty() || name.chars().any(char::is_control) {
        true => truncated("line"),
        false => name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_short_and_printable_or_the_line() {
        for (who, told) in [
            ("ann@lab", "ann@lab"),
            (" ann ", "ann"),
            ("", "line"),
            ("a\u{1b}[2J", "line"),
        ] {
            assert_eq!(name(who), told);
        }
    }
}
