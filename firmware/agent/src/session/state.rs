//! One host's requests, from its first frame to the end of its session

use std::io::Write;
use std::thread;
use std::thread::Scope;
use std::time::Instant;

use fic_core::Hooks;
use fic_core::peer::Incoming;
use fic_core::peer::Medium;
use fic_core::peer::ProtocolPeer;
use fic_core::peer::ReplyTo;
use fic_protocol::BoardError;
use fic_protocol::BoardResponse;
use fic_protocol::Busy;
use fic_protocol::DurationClass;
use fic_protocol::HostRequest;
use fic_protocol::RefusalReason;
use fic_protocol::frame::Frame;
use fic_protocol::limits::MAX_AUDIT_RECORDS;
use fic_protocol::truncated;

use super::audit_recorder::AuditRecorder;
use super::dispatch::dispatch;
use super::end::End;
use super::frame_writer::FrameWriter;
use super::long::LongRequest;
use super::long::Pacing;
use super::response_buffer::ResponseBuffer;
use super::server::Permit;
use super::server::Server;
use crate::access::Caller;
use crate::access::Peer;

/// What the parts of one session share: they outlive its threads.
pub(super) struct Context<'env, W> {
    pub(super) out: &'env FrameWriter<W>,
    pub(super) server: &'env Server,
    pub(super) audit: &'env AuditRecorder<'env>,
    pub(super) peer: &'env Peer,
}

impl<W> Clone for Context<'_, W> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<W> Copy for Context<'_, W> {}

/// The state of one session.
pub(super) struct Session<'scope, 'env, W> {
    scope: &'scope Scope<'scope, 'env>,
    context: Context<'env, W>,
    protocol: ProtocolPeer,
    long: Option<LongRequest>,
    began: Instant,
}

impl<'scope, 'env, W: Write + Send> Session<'scope, 'env, W> {
    pub(super) fn new(
        scope: &'scope Scope<'scope, 'env>,
        context: Context<'env, W>,
        permit: &Permit,
        now: Instant,
    ) -> Self {
        let peer = context.peer;
        let medium = if peer.line {
            Medium::Line
        } else {
            Medium::Connection
        };
        let limits = context.server.limits.of_a_peer();
        let mut protocol = ProtocolPeer::new(medium, limits, peer.name.clone(), 0);
        if peer.role.is_none() {
            protocol.bar(RefusalReason::NotAuthorised);
        } else if permit.refused {
            protocol.bar(RefusalReason::TooManySessions);
        }
        Self {
            scope,
            context,
            protocol,
            long: None,
            began: now,
        }
    }

    /// Whether and why the session has to end now. Called now and then.
    pub(super) fn end_reason(&mut self, now: Instant) -> Option<End> {
        let Context {
            out, server, audit, ..
        } = self.context;
        audit.tick(now);
        server.access.tick(now);
        let now_ms = self.millis(now);
        if self.acting().is_some() {
            self.protocol.acted(now_ms);
        }
        if server.stopping() {
            Some(End::Stopped)
        } else if !self.context.peer.line && out.is_dead() {
            Some(End::NotReading)
        } else {
            self.protocol.end_reason(now_ms).map(End::from)
        }
    }

    /// Stops what this peer has under way.
    pub(super) fn cancel_all(&self) {
        if let Some(long) = &self.long {
            long.cancel();
        }
    }

    pub(super) fn bad_frame(&mut self) {
        self.context.server.counters.bad_frame();
        self.protocol.bad_frame();
    }

    pub(super) fn frame(&mut self, frame: Frame<'_>, now: Instant) {
        let Context { out, server, .. } = self.context;
        server.counters.frame();
        let acting = self.acting().map(LongRequest::id);
        match self.protocol.accept(frame, self.millis(now), acting) {
            Incoming::Nothing => {}
            Incoming::Frozen(header, body, rejected) => {
                if let Some(reason) = rejected {
                    server.access.log_rejected(self.caller(), word_of(reason));
                }
                out.frame(header, &body);
            }
            Incoming::Failed(to, error) => out.respond(to, &error.into()),
            Incoming::Request(to, request) => {
                if let Some(response) = self.serve(to, request) {
                    out.respond(to, &response);
                }
            }
        }
    }

    /// Serves a request; a long one answers by itself.
    fn serve(&mut self, to: ReplyTo, request: HostRequest<'_>) -> Option<BoardResponse> {
        match request {
            HostRequest::Cancel { id } => Some(self.cancel(id)),
            HostRequest::AuditRead { from, count } => Some(self.audit_read(to, from, count)),
            request if request.duration() != DurationClass::Short => self.long(to, request),
            request => Some(self.short(to, request)),
        }
    }

    fn short(&self, to: ReplyTo, request: HostRequest<'_>) -> BoardResponse {
        let Context {
            out, server, audit, ..
        } = self.context;
        let mut buffer = ResponseBuffer::default();
        let response = dispatch(server, audit, self.caller(), request, &mut buffer);
        if !buffer.0.is_empty() {
            out.data(to, &buffer.0);
        }
        response
    }

    /// Sends the lines as data, a few at a time, and then what they were.
    fn audit_read(&self, to: ReplyTo, from: u64, count: u16) -> BoardResponse {
        let Context { out, server, .. } = self.context;
        let request = HostRequest::AuditRead { from, count };
        if let Err(refusal) = server.access.check(self.caller(), &request) {
            return *refusal;
        }
        if !(1..=MAX_AUDIT_RECORDS).contains(&count) {
            return BoardError::OutOfRange.into();
        }
        let extract = server.access.audit.extract(from, count);
        let read = extract.each(|line| out.data(to, line));
        read.map_or(BoardError::StoreFailed.into(), BoardResponse::Audit)
    }

    /// Stops this session's long request; one that has ended already is no error.
    fn cancel(&self, id: u32) -> BoardResponse {
        if let Some(long) = self.acting().filter(|long| long.id() == id) {
            long.cancel();
        }
        BoardResponse::Done
    }

    /// Starts a long request; answers only if it cannot.
    fn long(&mut self, to: ReplyTo, request: HostRequest<'_>) -> Option<BoardResponse> {
        if self.acting().is_some() {
            return Some(self.busy());
        }
        // What lasts carries no data: see the table of requests.
        let request = request.to_static()?;
        let long = LongRequest::new(to);
        self.long = Some(long.clone());
        let who = self.protocol.who().clone();
        let Context {
            out,
            server,
            audit,
            peer,
        } = self.context;
        let run = move || {
            let caller = Caller { peer, who: &who };
            let act = |hooks: &mut dyn Hooks| dispatch(server, audit, caller, request, hooks);
            long.run(act, Pacing::of(&server.limits), out);
        };
        if thread::Builder::new().spawn_scoped(self.scope, run).is_ok() {
            return None;
        }
        self.long = None;
        Some(BoardError::NotSupported.into())
    }

    fn caller(&self) -> Caller<'_> {
        Caller {
            peer: self.context.peer,
            who: self.protocol.who(),
        }
    }

    fn acting(&self) -> Option<&LongRequest> {
        self.long.as_ref().filter(|long| !long.is_over())
    }

    fn busy(&self) -> BoardResponse {
        BoardResponse::Busy(self.context.server.board.busy().unwrap_or_else(|| Busy {
            who: self.protocol.who().clone(),
            what: truncated("request"),
            for_ms: 0,
        }))
    }

    /// Milliseconds since the session began.
    fn millis(&self, now: Instant) -> u64 {
        let since = now.saturating_duration_since(self.began);
        u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
    }
}

/// The word for the log of a greeting that was refused.
fn word_of(reason: RefusalReason) -> &'static str {
    match reason {
        RefusalReason::NotAuthorised => "not_authorised",
        RefusalReason::TooManySessions => "too_many_sessions",
        _ => "version_mismatch",
    }
}
