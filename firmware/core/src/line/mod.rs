//! One host on a line that is polled: the request service without threads, OS or allocator
//!
//! ```text
//!   Line ─▶ Deframer ─▶ Peer ─▶ Service ─▶ pins
//!    ▲                   │         │
//!    └── frames ◀────────┘         └─ Hooks: Cancel, Status and Identify are heard meanwhile
//! ```
//!
//! It behaves as the agent's session on a serial line does: damaged frames are dropped,
//! a host that goes silent must say Hello again, and whoever asks while a request acts is
//! told `Busy`. Hosts take turns on the line and a lease keeps the board for one of them,
//! but only one is there at a time: there are no sessions to count.

mod hear;
mod leasing;
mod listening;
mod out;
mod peer;
mod shown;

use fic_protocol::AgentInfo;
use fic_protocol::BoardError;
use fic_protocol::BoardResponse;
use fic_protocol::Hardware;
use fic_protocol::Health;
use fic_protocol::HostRequest;

use crate::BoardPort;
use crate::Store;
use crate::service::Service;
use hear::Ears;
use leasing::Leasing;
use listening::Listening;
use out::Out;
use peer::Heard;
use peer::Peer;
use peer::name;
use shown::Shown;

pub use peer::IDLE_MS;

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
    /// until all that was sent has left, then lets go of them and is deaf.
    fn detach(&mut self) {}

    /// The line has its pins back as long as no board pin changes, until [`Self::detach`].
    fn attach(&mut self) {}
}

/// The state of the conversation on one line.
#[derive(Debug, Default)]
pub struct LineServer {
    ears: Ears,
    peer: Peer,
    leasing: Leasing,
    health: Health,
}

impl LineServer {
    /// Nobody has said Hello yet; `health` is what is told of the machine.
    pub fn new(health: Health) -> Self {
        Self {
            health,
            ..Self::default()
        }
    }

    /// Says whether a change of the board needs its lease; until this is said it does not,
    /// but whoever holds a lease keeps others off all the same. Forgets a lease.
    pub fn require_lease(&mut self, required: bool) {
        self.leasing = Leasing::new(required);
    }

    /// Hears at most one frame and acts on it; returns whether more may be waiting.
    ///
    /// Lasts as long as the request that was heard.
    pub fn poll<L: Line, P: BoardPort, S: Store>(
        &mut self,
        line: &mut L,
        service: &mut Service<P, S>,
    ) -> bool {
        let mut out = Out::new(line);
        // Before somebody has come, log data would only be lost.
        if self.peer.is_greeted() {
            out.logs();
        }
        let Some(frame) = self.ears.next(out.line()) else {
            return !self.ears.is_silent();
        };
        let now_ms = out.line().now_ms();
        match self.peer.hear(frame, now_ms, None) {
            Heard::Nothing => {}
            Heard::Frozen(header, body) => out.frozen(header, &body),
            Heard::Answer(at, response) => out.respond(at, &response),
            Heard::Request(at, request) => {
                let what = request.busy_word();
                let entered = self.leasing.enter(self.peer.who(), &request, now_ms);
                let response = match entered {
                    Err(answer) => answer,
                    Ok(change) => {
                        let response = match request.to_static() {
                            Some(request) => self.listening(out.line(), service, at, request),
                            None => deaf(out.line(), service, &self.peer, request),
                        };
                        self.leasing.leave(change, out.line().now_ms());
                        response
                    }
                };
                out.line().answered(what, self.peer.who(), &response);
                out.respond(at, &response);
                let now_ms = out.line().now_ms();
                self.peer.acted(now_ms);
            }
        }
        true
    }

    /// Frames that arrived damaged.
    pub fn bad_frames(&self) -> u32 {
        self.ears.bad_frames()
    }

    /// Serves a request that borrows nothing from its frame, so that others can be heard.
    fn listening<L: Line, P: BoardPort, S: Store>(
        &mut self,
        line: &mut L,
        service: &mut Service<P, S>,
        at: peer::At,
        request: HostRequest<'_>,
    ) -> BoardResponse {
        match request {
            HostRequest::AgentInfo => return BoardResponse::Agent(self.info(line.now_ms())),
            // Whatever the design: no store behind a bare line outlives a restart.
            HostRequest::BootSet { .. } => return BoardError::NotSupported.into(),
            _ => {}
        }
        let shown = Shown::new(service, &request, self.peer.who());
        let who = self.peer.who().clone();
        with_pins(line, request, |line, request, detached| {
            let mut hooks = Some(Listening::new(
                line,
                &mut self.ears,
                &mut self.peer,
                at,
                shown,
                detached,
            ));
            service.handle(&who, request, &mut hooks)
        })
    }

    fn info(&mut self, now_ms: u64) -> AgentInfo {
        AgentInfo {
            role: leasing::ROLE,
            key: name("line"),
            lease: self.leasing.state(self.peer.who(), now_ms),
            boot: None,
            health: self.health.clone(),
            sessions: 1,
            line_errors: self.ears.bad_frames(),
            audit_records: 0,
        }
    }
}

/// Serves a request that carries data; those are short and report nothing.
fn deaf<L: Line, P: BoardPort, S: Store>(
    line: &mut L,
    service: &mut Service<P, S>,
    peer: &Peer,
    request: HostRequest<'_>,
) -> BoardResponse {
    with_pins(line, request, |_, request, _| {
        // The same type as in `listening`: a second copy of the service would be no gain.
        let mut nobody: Option<Listening<'_, L>> = None;
        service.handle(peer.who(), request, &mut nobody)
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
