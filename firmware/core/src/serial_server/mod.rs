//! One host on a line that is polled: the request service without threads, OS or allocator
//!
//! ```text
//!   Line ─▶ FrameReader ─▶ Peer ─▶ LineAccess ─▶ Service ─▶ pins
//!    ▲                      │                       │
//!    └──── FrameWriter ◀────┘                       └─ RequestHooks: Cancel, Status and
//!                                                      Identify are heard meanwhile
//! ```
//!
//! It behaves as the agent's session on a serial line does: damaged frames are dropped,
//! a host that goes silent must say Hello again, and whoever asks while a request acts is
//! told `Busy`. Hosts take turns on the line and a lease keeps the board for one of them,
//! but only one is there at a time: there are no sessions to count.

mod access;
mod hooks;
mod reader;
mod writer;

use fic_protocol::AgentInfo;
use fic_protocol::BoardError;
use fic_protocol::BoardResponse;
use fic_protocol::Hardware;
use fic_protocol::Health;
use fic_protocol::HostRequest;
use fic_protocol::Name;
use fic_protocol::truncated;

use crate::BoardPort;
use crate::Store;
use crate::peer::Incoming;
use crate::peer::Medium;
use crate::peer::PeerLimits;
use crate::peer::ProtocolPeer;
use crate::peer::ReplyTo;
use crate::peer::StatusCache;
use crate::service::Service;
use access::LineAccess;
use hooks::Acting;
use hooks::RequestHooks;
use reader::FrameReader;
use writer::FrameWriter;

/// A line of bytes that never blocks on receiving.
pub trait Line {
    /// Takes what has arrived, without waiting, and returns how many bytes it was.
    fn receive(&mut self, buffer: &mut [u8]) -> usize;

    /// Sends all bytes, for as long as the line needs; must go on receiving meanwhile.
    fn send(&mut self, bytes: &[u8]);

    /// Milliseconds since some fixed moment; never goes back.
    fn now_ms(&mut self) -> u64;

    /// Takes log data that waits to be sent, without waiting, and returns how many bytes.
    fn take_log(&mut self, _buffer: &mut [u8]) -> usize {
        0
    }

    /// A request has been answered; for a line that keeps a record of what was done. `what`
    /// is the request's word, as `busy` tells it.
    fn answered(&mut self, _what: &'static str, _who: &str, _response: &BoardResponse) {}

    /// The board's pins are about to be used. A line that shares pins with the board waits
    /// until all that was sent has left, then lets go of them and hears nothing.
    fn detach(&mut self) {}

    /// The line has its pins back as long as no board pin changes, until [`Self::detach`].
    fn attach(&mut self) {}
}

/// The state of the session on one line.
#[derive(Debug)]
pub struct SerialServer {
    reader: FrameReader,
    peer: ProtocolPeer,
    access: LineAccess,
    health: Health,
}

impl SerialServer {
    /// Nobody has said Hello yet; `health` is what is told of the machine.
    pub fn new(health: Health) -> Self {
        let address = truncated(access::KEY);
        Self {
            reader: FrameReader::default(),
            peer: ProtocolPeer::new(Medium::Line, PeerLimits::DEFAULT, address, 0),
            access: LineAccess::new(false),
            health,
        }
    }

    /// Says whether a change of the board needs its lease; until this is said it does not,
    /// but whoever holds a lease keeps others off all the same. Forgets a lease.
    pub fn require_lease(&mut self, required: bool) {
        self.access = LineAccess::new(required);
    }

    /// Hears at most one frame and acts on it; returns whether more may be waiting.
    ///
    /// Lasts as long as the request that was heard.
    pub fn poll<L: Line, P: BoardPort, S: Store>(
        &mut self,
        line: &mut L,
        service: &mut Service<P, S>,
    ) -> bool {
        let mut out = FrameWriter::new(line);
        // Before somebody has come, log data would only be lost.
        if self.peer.is_greeted() {
            out.logs();
        }
        let Some(frame) = self.reader.next(out.line()) else {
            return !self.reader.is_silent();
        };
        let now_ms = out.line().now_ms();
        match self.peer.accept(frame, now_ms, None) {
            Incoming::Nothing => {}
            Incoming::Frozen(header, body, _) => out.frame(header, &body),
            Incoming::Failed(to, error) => out.respond(to, &error.into()),
            Incoming::Request(to, request) => {
                let what = request.busy_word();
                // Another host may greet while this one's request acts.
                let who = self.peer.who().clone();
                let entered = self.access.enter(&who, &request, now_ms);
                let response = match entered {
                    Err(answer) => answer,
                    Ok(change) => {
                        let response = match request.to_static() {
                            Some(request) => self.serve(out.line(), service, (to, &who), request),
                            None => serve_blocking(out.line(), service, &who, request),
                        };
                        self.access.leave(change, out.line().now_ms());
                        response
                    }
                };
                out.line().answered(what.as_str(), &who, &response);
                out.respond(to, &response);
                let now_ms = out.line().now_ms();
                self.peer.acted(now_ms);
            }
        }
        true
    }

    /// Frames that arrived damaged.
    pub fn bad_frames(&self) -> u32 {
        self.reader.bad_frames()
    }

    /// Serves a request that borrows nothing from its frame, so that others can be heard.
    fn serve<L: Line, P: BoardPort, S: Store>(
        &mut self,
        line: &mut L,
        service: &mut Service<P, S>,
        (to, who): (ReplyTo, &Name),
        request: HostRequest<'_>,
    ) -> BoardResponse {
        let began_ms = line.now_ms();
        match request {
            HostRequest::AgentInfo => return BoardResponse::Agent(self.info(who, began_ms)),
            // Whatever the design: no store behind a bare line outlives a restart.
            HostRequest::BootSet { .. } => return BoardError::NotSupported.into(),
            _ => {}
        }
        let known = StatusCache::new(service.remembered_status().ok(), began_ms);
        with_pins(line, request, |line, request, detached| {
            let acting = Acting {
                to,
                what: request.busy_word(),
                who,
                known,
                began_ms,
                detached,
                cleared: false,
            };
            let hooks = RequestHooks::new(line, &mut self.reader, &mut self.peer, acting);
            service.handle(who, request, &mut Some(hooks))
        })
    }

    fn info(&mut self, who: &Name, now_ms: u64) -> AgentInfo {
        AgentInfo {
            role: access::ROLE,
            key: truncated(access::KEY),
            lease: self.access.state(who, now_ms),
            boot: None,
            health: self.health.clone(),
            sessions: 1,
            line_errors: self.reader.bad_frames(),
            audit_records: 0,
        }
    }
}

/// Serves a request that carries data; those are short and report nothing.
fn serve_blocking<L: Line, P: BoardPort, S: Store>(
    line: &mut L,
    service: &mut Service<P, S>,
    who: &Name,
    request: HostRequest<'_>,
) -> BoardResponse {
    with_pins(line, request, |_, request, _| {
        // The same type as in `serve`: a second copy of the service would be no gain.
        let mut nobody: Option<RequestHooks<'_, L>> = None;
        service.handle(who, request, &mut nobody)
    })
}

/// Lends the line's pins to the board for the time of a request that needs the board's.
fn with_pins<'r, L: Line>(
    line: &mut L,
    request: HostRequest<'r>,
    act: impl FnOnce(&mut L, HostRequest<'r>, bool) -> BoardResponse,
) -> BoardResponse {
    let detached = request.hardware() != Hardware::Nothing;
    if detached {
        line.detach();
    }
    let response = act(line, request, detached);
    if detached {
        line.attach();
    }
    response
}
