//! What a peer may say when, and what it is told

use std::io::Write;
use std::thread;
use std::thread::Scope;
use std::time::Instant;

use fic_core::Hooks;
use fic_protocol::BoardError;
use fic_protocol::BoardResponse;
use fic_protocol::Busy;
use fic_protocol::CURRENT_VERSION;
use fic_protocol::DurationClass;
use fic_protocol::Hello;
use fic_protocol::HostRequest;
use fic_protocol::MIN_VERSION;
use fic_protocol::Name;
use fic_protocol::Refusal;
use fic_protocol::RefusalReason;
use fic_protocol::Welcome;
use fic_protocol::codec;
use fic_protocol::frame::Frame;
use fic_protocol::frame::FrameError;
use fic_protocol::frame::Header;
use fic_protocol::frame::Kind;
use fic_protocol::limits::MAX_AUDIT_RECORDS;
use fic_protocol::truncated;

use super::End;
use super::Peer;
use super::Permit;
use super::Server;
use super::acting::act;
use super::answer::Gathered;
use super::diary::Diary;
use super::long::Long;
use super::long::Pace;
use super::out::Out;
use super::understood::name_of;
use super::understood::undecodable;
use crate::doors::Caller;

/// The state of one session.
pub(super) struct Conversation<'scope, 'env, W> {
    scope: &'scope Scope<'scope, 'env>,
    out: &'env Out<W>,
    server: &'env Server,
    diary: &'env Diary<'env>,
    peer: &'env Peer,
    full: bool,
    version: Option<u8>,
    who: Name,
    long: Option<Long>,
    began: Instant,
    last_frame: Instant,
    bad_in_a_row: u32,
    refused: bool,
}

impl<'scope, 'env, W: Write + Send> Conversation<'scope, 'env, W> {
    pub(super) fn new(
        scope: &'scope Scope<'scope, 'env>,
        out: &'env Out<W>,
        server: &'env Server,
        diary: &'env Diary<'env>,
        peer: &'env Peer,
        permit: &Permit,
    ) -> Self {
        let now = Instant::now();
        Self {
            scope,
            out,
            server,
            diary,
            peer,
            full: permit.refused,
            version: None,
            who: peer.name.clone(),
            long: None,
            began: now,
            last_frame: now,
            bad_in_a_row: 0,
            refused: false,
        }
    }

    /// Whether and why the session has to end now.
    pub(super) fn over(&mut self, now: Instant) -> Option<End> {
        self.diary.tick(now);
        self.server.doors.tick(now);
        let limits = &self.server.limits;
        let acting = self.acting().is_some();
        if acting {
            // Its peer has nothing to say but may go on right after the answer.
            self.last_frame = now;
        }
        let silent = now.duration_since(self.last_frame);
        if self.server.stopping() {
            return Some(End::Stopped);
        }
        if self.peer.line {
            // A line has no end; who has gone silent must say Hello again.
            if silent > limits.idle {
                self.version = None;
                self.who = self.peer.name.clone();
            }
            return None;
        }
        match () {
            () if self.out.is_dead() => Some(End::NotReading),
            () if self.refused => Some(End::Refused),
            () if self.bad_in_a_row > limits.max_bad_frames => Some(End::Garbage),
            () if self.version.is_none() && now.duration_since(self.began) > limits.hello => {
                Some(End::NoHello)
            }
            () if silent > limits.idle => Some(End::Idle),
            () => None,
        }
    }

    /// Stops what this peer has under way.
    pub(super) fn give_up(&self) {
        if let Some(long) = &self.long {
            long.cancel();
        }
    }

    pub(super) fn bad_frame(&mut self, _: FrameError) {
        self.server.counters.bad_frame();
        self.bad_in_a_row = self.bad_in_a_row.saturating_add(1);
    }

    pub(super) fn frame(&mut self, frame: Frame<'_>) {
        self.server.counters.frame();
        self.bad_in_a_row = 0;
        self.last_frame = Instant::now();
        match frame.header.kind {
            Kind::Hello => self.hello(frame),
            Kind::Request => self.request(frame),
            // A host says nothing else; on a line it may be our own echo.
            _ => {}
        }
    }

    fn hello(&mut self, frame: Frame<'_>) {
        let id = frame.header.id;
        if self.peer.role.is_none() {
            return self.turn_away(id, RefusalReason::NotAuthorised, "not_authorised");
        }
        if self.full {
            return self.turn_away(id, RefusalReason::TooManySessions, "too_many_sessions");
        }
        let chosen = Hello::from_bytes(frame.body)
            .and_then(|hello| hello.choose(MIN_VERSION, CURRENT_VERSION));
        self.version = chosen;
        let Some(chosen) = chosen else {
            self.server
                .doors
                .turned_away(self.caller(), "version_mismatch");
            return self.refuse(id, RefusalReason::Version);
        };
        let welcome = Welcome {
            chosen,
            min: MIN_VERSION,
            current: CURRENT_VERSION,
        };
        self.out
            .frozen(chosen, Kind::Welcome, id, &welcome.to_bytes());
    }

    /// Refuses whoever it is, and ends the session.
    fn turn_away(&mut self, id: u32, reason: RefusalReason, word: &str) {
        self.refused = true;
        self.server.doors.turned_away(self.caller(), word);
        self.refuse(id, reason);
    }

    fn refuse(&self, id: u32, reason: RefusalReason) {
        let refusal = Refusal::ours(reason);
        self.out
            .frozen(CURRENT_VERSION, Kind::Refusal, id, &refusal.to_bytes());
    }

    fn request(&mut self, frame: Frame<'_>) {
        let Header { version, id, .. } = frame.header;
        match self.version {
            None => return self.refuse(id, RefusalReason::HelloFirst),
            Some(agreed) if agreed != version => return self.refuse(id, RefusalReason::Version),
            Some(_) => {}
        }
        match codec::decode::<HostRequest<'_>>(frame.body) {
            Ok(request) if request.kind().since() > version => {
                let answer = BoardResponse::from(BoardError::UnknownRequest);
                self.out.respond(version, id, &answer);
            }
            Ok(request) => self.serve(version, id, request),
            Err(_) => self
                .out
                .respond(version, id, &undecodable(frame.body, version)),
        }
    }

    fn serve(&mut self, version: u8, id: u32, request: HostRequest<'_>) {
        let response = match request {
            HostRequest::Cancel { id } => self.cancel(id),
            HostRequest::Identify { who } => {
                self.who = name_of(who, &self.peer.name);
                self.short(version, id, HostRequest::Identify { who })
            }
            HostRequest::AuditRead { from, count } => self.audit_read(version, id, from, count),
            request if request.duration() != DurationClass::Short => {
                match self.long(version, id, request) {
                    Some(refusal) => refusal,
                    None => return,
                }
            }
            request => self.short(version, id, request),
        };
        self.out.respond(version, id, &response);
    }

    fn short(&self, version: u8, id: u32, request: HostRequest<'_>) -> BoardResponse {
        let mut gathered = Gathered::default();
        let response = act(
            self.server,
            self.diary,
            self.caller(),
            request,
            &mut gathered,
        );
        if !gathered.0.is_empty() {
            self.out.data(version, id, &gathered.0);
        }
        response
    }

    /// Sends the lines as data, a few at a time, and then what they were.
    fn audit_read(&self, version: u8, id: u32, from: u64, count: u16) -> BoardResponse {
        let request = HostRequest::AuditRead { from, count };
        if let Err(refusal) = self.server.doors.check(self.caller(), &request) {
            return *refusal;
        }
        if !(1..=MAX_AUDIT_RECORDS).contains(&count) {
            return BoardError::OutOfRange.into();
        }
        let extract = self.server.doors.audit.extract(from, count);
        let read = extract.each(|line| self.out.data(version, id, line));
        read.map_or(BoardError::StoreFailed.into(), BoardResponse::Audit)
    }

    /// Stops this session's long request; one that has ended already is no error.
    fn cancel(&self, id: u32) -> BoardResponse {
        if let Some(long) = self.acting().filter(|long| long.id == id) {
            long.cancel();
        }
        BoardResponse::Done
    }

    /// Starts a long request; answers only if it cannot.
    fn long(&mut self, version: u8, id: u32, request: HostRequest<'_>) -> Option<BoardResponse> {
        if let Some(acting) = self.acting() {
            // The same request again, because a line lost something: its answer will come.
            return (acting.id != id).then(|| self.busy());
        }
        let request = request.to_static()?;
        let long = Long::new(id, version);
        self.long = Some(long.clone());
        let (who, out) = (self.who.clone(), self.out);
        let (server, diary, peer) = (self.server, self.diary, self.peer);
        let run = move || {
            let caller = Caller { peer, who: &who };
            let act = |hooks: &mut dyn Hooks| act(server, diary, caller, request, hooks);
            let pace = Pace {
                events: server.limits.event_interval,
                reading: server.limits.write,
            };
            long.run(act, pace, out);
        };
        let spawned = thread::Builder::new().spawn_scoped(self.scope, run);
        match spawned {
            Ok(_) => None,
            Err(_) => {
                self.long = None;
                Some(BoardResponse::from(BoardError::NotSupported))
            }
        }
    }

    fn caller(&self) -> Caller<'_> {
        Caller {
            peer: self.peer,
            who: &self.who,
        }
    }

    fn acting(&self) -> Option<&Long> {
        self.long.as_ref().filter(|long| !long.is_over())
    }

    fn busy(&self) -> BoardResponse {
        BoardResponse::Busy(self.server.board.busy().unwrap_or_else(|| Busy {
            who: self.who.clone(),
            what: truncated("request"),
            for_ms: 0,
        }))
    }
}
