//! The board's side of the protocol without IO: frames in, frames out, time as an argument
//!
//! ```text
//!  Frame ─▶ ProtocolPeer::accept ─▶ Incoming ─▶ service ─▶ FrameBuffer::response ─▶ bytes
//!                  version, who, silence                          in words of the version
//! ```
//!
//! The agent runs one [`ProtocolPeer`] for each session, the bare-metal server one for its line.
//! Milliseconds are those of a clock of the caller's that never goes back.

pub mod compat;
mod frames;
mod name;
mod status_cache;

use fic_protocol::BoardError;
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

pub use frames::DATA_LEN;
pub use frames::FrameBuffer;
pub use frames::ReplyTo;
pub use name::printable_memo;
pub use name::printable_name;
pub use status_cache::StatusCache;

/// A host that is silent for this long is not the one that said Hello any more.
pub const IDLE_MS: u64 = 300_000;

/// How long a host may be silent and how much of what it sends may be damaged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PeerLimits {
    /// From the start to a Hello, milliseconds.
    pub hello_ms: u64,
    /// From one whole frame to the next while no request of the host acts, milliseconds.
    pub idle_ms: u64,
    /// Damaged frames in a row.
    pub max_bad_frames: u32,
}

impl PeerLimits {
    /// The default limits.
    pub const DEFAULT: Self = Self {
        hello_ms: 5_000,
        idle_ms: IDLE_MS,
        max_bad_frames: 64,
    };
}

/// What a host is connected by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Medium {
    /// It ends, and with it the session.
    Connection,
    /// It has no end and carries noise: whoever goes silent must say Hello again.
    Line,
}

/// Why a connection has to end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PeerEnd {
    /// The host was refused, whatever it speaks.
    Refused,
    /// Too much of what came was no frame.
    Garbage,
    /// No Hello came in time.
    NoHello,
    /// Nothing came for too long.
    Idle,
}

/// What a frame asks for.
#[derive(Debug)]
#[expect(
    clippy::large_enum_variant,
    reason = "there is no allocator to box with"
)]
pub enum Incoming<'f> {
    /// Nothing.
    Nothing,
    /// A frame to answer with one of the frozen kinds; with a reason where nobody is let in.
    Frozen(Header, [u8; 3], Option<RefusalReason>),
    /// A request that this host cannot ask.
    Failed(ReplyTo, BoardError),
    /// A request to serve.
    Request(ReplyTo, HostRequest<'f>),
}

/// What is known of the host at the other end.
#[derive(Debug)]
pub struct ProtocolPeer {
    medium: Medium,
    limits: PeerLimits,
    /// Why whoever it is is not let in.
    barred: Option<RefusalReason>,
    /// Agreed on; `None` before a Hello.
    version: Option<u8>,
    /// What stands for a host that has not said its name.
    address: Name,
    who: Name,
    began_ms: u64,
    last_ms: u64,
    bad_in_a_row: u32,
    refused: bool,
}

impl ProtocolPeer {
    /// Nobody has said Hello yet; `address` stands for a host that does not say its name.
    pub fn new(medium: Medium, limits: PeerLimits, address: Name, now_ms: u64) -> Self {
        Self {
            medium,
            limits,
            barred: None,
            version: None,
            who: address.clone(),
            address,
            began_ms: now_ms,
            last_ms: now_ms,
            bad_in_a_row: 0,
            refused: false,
        }
    }

    /// Refuses whoever says Hello.
    pub fn bar(&mut self, reason: RefusalReason) {
        self.barred = Some(reason);
    }

    /// As the host calls itself, or its address.
    pub fn who(&self) -> &Name {
        &self.who
    }

    /// A host has said Hello and was welcome.
    pub fn is_greeted(&self) -> bool {
        self.version.is_some()
    }

    /// A request acts or has ended: its host has nothing to say meanwhile but may go on now.
    pub fn acted(&mut self, now_ms: u64) {
        self.last_ms = now_ms;
    }

    /// A damaged frame came.
    pub fn bad_frame(&mut self) {
        self.bad_in_a_row = self.bad_in_a_row.saturating_add(1);
    }

    /// Whether and why its connection has to end now; a line never has to.
    pub fn end_reason(&self, now_ms: u64) -> Option<PeerEnd> {
        let PeerLimits {
            hello_ms,
            idle_ms,
            max_bad_frames,
        } = self.limits;
        if self.medium == Medium::Line {
            None
        } else if self.refused {
            Some(PeerEnd::Refused)
        } else if self.bad_in_a_row > max_bad_frames {
            Some(PeerEnd::Garbage)
        } else if self.version.is_none() && now_ms.saturating_sub(self.began_ms) > hello_ms {
            Some(PeerEnd::NoHello)
        } else if now_ms.saturating_sub(self.last_ms) > idle_ms {
            Some(PeerEnd::Idle)
        } else {
            None
        }
    }

    /// Takes a whole frame; `acting` is the id of this host's request under way.
    pub fn accept<'f>(
        &mut self,
        frame: Frame<'f>,
        now_ms: u64,
        acting: Option<u32>,
    ) -> Incoming<'f> {
        let silent_ms = now_ms.saturating_sub(self.last_ms);
        if acting.is_none() && silent_ms > self.limits.idle_ms {
            self.version = None;
            self.forget_name();
        }
        self.last_ms = now_ms;
        self.bad_in_a_row = 0;
        match frame.header.kind {
            Kind::Hello => self.hello(frame),
            Kind::Request => self.request(frame, acting),
            // A host says nothing else: it is our own echo.
            _ => Incoming::Nothing,
        }
    }

    #[inline(never)]
    fn forget_name(&mut self) {
        self.who = self.address.clone();
    }

    fn hello<'f>(&mut self, frame: Frame<'_>) -> Incoming<'f> {
        let id = frame.header.id;
        if let Some(reason) = self.barred {
            self.refused = true;
            return refusal(id, reason, Some(reason));
        }
        // Whoever greets may be another one than before.
        self.forget_name();
        self.version = Hello::from_bytes(frame.body)
            .and_then(|hello| hello.choose(MIN_VERSION, CURRENT_VERSION));
        let Some(chosen) = self.version else {
            let reason = RefusalReason::Version;
            return refusal(id, reason, Some(reason));
        };
        let welcome = Welcome {
            chosen,
            min: MIN_VERSION,
            current: CURRENT_VERSION,
        };
        let to = ReplyTo {
            version: chosen,
            id,
        };
        Incoming::Frozen(to.header(Kind::Welcome), welcome.to_bytes(), None)
    }

    fn request<'f>(&mut self, frame: Frame<'f>, acting: Option<u32>) -> Incoming<'f> {
        let Header { version, id, .. } = frame.header;
        match self.version {
            None => return refusal(id, RefusalReason::HelloFirst, None),
            Some(agreed) if agreed != version => {
                return refusal(id, RefusalReason::Version, None);
            }
            Some(_) => {}
        }
        let to = ReplyTo { version, id };
        let kind = frame.body.first();
        let kind = kind.and_then(|&byte| RequestKind::from_wire(byte, version));
        match (kind, codec::decode::<HostRequest<'f>>(frame.body)) {
            // Of a newer host, or of a version that was not agreed on.
            (None, _) => Incoming::Failed(to, BoardError::UnknownRequest),
            (_, Err(_)) => Incoming::Failed(to, BoardError::OutOfRange),
            // The same request again, because a line lost something: its answer will come.
            _ if acting == Some(id) => Incoming::Nothing,
            (_, Ok(request)) => {
                if let HostRequest::Identify { who } = request {
                    self.who = printable_name(who, &self.address);
                }
                Incoming::Request(to, request)
            }
        }
    }
}

fn refusal<'f>(id: u32, reason: RefusalReason, rejected: Option<RefusalReason>) -> Incoming<'f> {
    let to = ReplyTo {
        version: CURRENT_VERSION,
        id,
    };
    let body = Refusal::ours(reason).to_bytes();
    Incoming::Frozen(to.header(Kind::Refusal), body, rejected)
}
