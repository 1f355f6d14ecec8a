//! A board of version 2 without an FPGA: leases, roles, audit log, boot design
//!
//! It does what the protocol's documents say of an agent, without its clock: a lease ends
//! when the test ends it.

use std::net::TcpStream;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::MutexGuard;
use std::thread;

use fic_protocol::AgentInfo;
use fic_protocol::AuditInfo;
use fic_protocol::BoardError;
use fic_protocol::BoardResponse;
use fic_protocol::Digest;
use fic_protocol::Failure;
use fic_protocol::Health;
use fic_protocol::HostRequest;
use fic_protocol::Identity;
use fic_protocol::Lease;
use fic_protocol::LeaseState;
use fic_protocol::LoadReport;
use fic_protocol::Role;
use fic_protocol::SCHEMA_HASH;
use fic_protocol::StageState;
use fic_protocol::codec;
use fic_protocol::frame::Kind;
use fic_protocol::samples;
use fic_protocol::truncated;
use fic_test_kit::fake_board;
use fic_test_kit::fake_board::Host;

/// What the board knows; tests look at it and change it.
pub struct State {
    pub required: bool,
    pub role: Role,
    /// Who holds it, as they call themselves, with memo and term.
    pub lease: Option<(String, String, u32)>,
    /// Requests that leases are about, each with its asker.
    pub log: Vec<String>,
    pub boot: Option<Digest>,
    pub health: Health,
    /// Lines of the audit log, the first of which has this number.
    pub audit: Vec<String>,
    pub first_audit: u64,
    /// Loads get no answer until they are cancelled.
    pub hang: bool,
    /// Changes that are still answered before the lease is lost.
    pub lose_after: Option<u32>,
}

/// A running board.
pub struct Leasing {
    pub address: String,
    state: Arc<Mutex<State>>,
}

impl Leasing {
    /// A board that is changed with a lease only.
    pub fn start() -> Self {
        let state = Arc::new(Mutex::new(State {
            required: true,
            role: Role::Operate,
            lease: None,
            log: Vec::new(),
            boot: None,
            health: Health::default(),
            audit: Vec::new(),
            first_audit: 1,
            hang: false,
            lose_after: None,
        }));
        let shared = Arc::clone(&state);
        let address = fake_board::listening(move |stream| {
            let shared = Arc::clone(&shared);
            thread::spawn(move || Conversation::new(stream, shared).run());
        });
        Self { address, state }
    }

    pub fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    /// What was asked since the last time.
    pub fn log(&self) -> Vec<String> {
        std::mem::take(&mut self.state().log)
    }

    pub fn give_to(&self, user: &str, memo: &str) {
        self.state().lease = Some((user.to_owned(), memo.to_owned(), 300));
    }
}

struct Conversation {
    host: Host<TcpStream>,
    state: Arc<Mutex<State>>,
    who: String,
    /// Id of a load that got no answer yet.
    hanging: Option<u32>,
}

impl Conversation {
    fn new(stream: TcpStream, state: Arc<Mutex<State>>) -> Self {
        Self {
            host: Host::new(stream, 2),
            state,
            who: String::new(),
            hanging: None,
        }
    }

    fn run(mut self) {
        while let Some((header, body)) = self.host.next_frame() {
            match header.kind {
                Kind::Hello => {
                    self.host.send(Kind::Welcome, header.id, &[2, 1, 2]);
                }
                _ => self.request(header.id, codec::decode(&body).unwrap()),
            }
        }
    }

    fn request(&mut self, id: u32, request: HostRequest<'_>) {
        match request {
            HostRequest::Load(_) if self.state.lock().unwrap().hangs(&self.who) => {
                self.hanging = Some(id);
            }
            HostRequest::Cancel { .. } => {
                if let Some(load) = self.hanging.take() {
                    self.host.respond(load, &BoardError::Cancelled.into());
                }
                self.host.respond(id, &BoardResponse::Done);
            }
            HostRequest::AuditRead { from, count } => self.audit(id, from, count),
            request => {
                if let HostRequest::Identify { who } = request {
                    self.who = who.to_owned();
                }
                let answer = self.state.lock().unwrap().answer(&self.who, &request);
                self.host.respond(id, &answer);
            }
        }
    }

    fn audit(&mut self, id: u32, from: u64, count: u16) {
        let (info, text) = self.state.lock().unwrap().records(from, count);
        for piece in text.as_bytes().chunks(1000) {
            self.host.send(Kind::Data, id, piece);
        }
        self.host.respond(id, &BoardResponse::Audit(info));
    }
}

impl State {
    fn answer(&mut self, who: &str, request: &HostRequest<'_>) -> BoardResponse {
        match *request {
            HostRequest::Identify { .. } => BoardResponse::Identity(Identity {
                schema_hash: SCHEMA_HASH,
                ..samples::identity()
            }),
            HostRequest::Status => BoardResponse::Status(fake_board::status()),
            HostRequest::LeaseShow => BoardResponse::Lease(self.shown(who)),
            HostRequest::AgentInfo => BoardResponse::Agent(self.info(who)),
            HostRequest::LeaseTake { term_s, memo } => self.take(who, memo, term_s),
            HostRequest::LeaseRenew => self.renew(who),
            HostRequest::LeaseRelease => self.release(who),
            HostRequest::LeaseBreak => self.revoke(who),
            HostRequest::NoteGet | HostRequest::GpioRead | HostRequest::RegRead { .. } => {
                BoardError::NotSupported.into()
            }
            _ => self.change(who, request),
        }
    }

    fn change(&mut self, who: &str, request: &HostRequest<'_>) -> BoardResponse {
        let name = format!("{request:?}");
        let name = name.split([' ', '(', '{']).next().unwrap();
        let dry = matches!(request, HostRequest::Load(order) if order.dry_run);
        if self.role < Role::Operate {
            return BoardError::NotAllowed.into();
        }
        if let Some(refusal) = self.refusal(who).filter(|_| !dry) {
            return refusal;
        }
        self.log.push(format!("{who}: {name}"));
        match self.lose_after.as_mut() {
            Some(0) => (self.lease, self.lose_after) = (None, None),
            Some(left) => *left -= 1,
            None => {}
        }
        match request {
            HostRequest::StageBegin { len_bytes, .. } => BoardResponse::Stage(StageState {
                next_offset: *len_bytes,
                complete: true,
                gap: false,
            }),
            HostRequest::Load(order) => BoardResponse::Loaded(loaded(order.digest)),
            HostRequest::BootSet { digest } => {
                self.boot = *digest;
                BoardResponse::Done
            }
            _ => BoardResponse::Done,
        }
    }

    fn hangs(&self, who: &str) -> bool {
        self.hang && self.refusal(who).is_none()
    }

    fn refusal(&self, who: &str) -> Option<BoardResponse> {
        match &self.lease {
            Some((holder, ..)) if holder == who => None,
            Some(_) => Some(BoardResponse::Leased(self.held()?)),
            None if self.required => Some(BoardError::LeaseNeeded.into()),
            None => None,
        }
    }

    fn take(&mut self, who: &str, memo: &str, term_s: u32) -> BoardResponse {
        if self.role < Role::Operate {
            return BoardError::NotAllowed.into();
        }
        if let Some(lease) = self.held().filter(|lease| lease.user != who) {
            return BoardResponse::Leased(lease);
        }
        self.log.push(format!("{who}: take {term_s} `{memo}`"));
        self.lease = Some((who.to_owned(), memo.to_owned(), term_s));
        BoardResponse::Lease(self.shown(who))
    }

    fn renew(&mut self, who: &str) -> BoardResponse {
        match self.shown(who) {
            state if state.yours => {
                self.log.push(format!("{who}: renew"));
                BoardResponse::Lease(state)
            }
            _ => BoardError::LeaseLost.into(),
        }
    }

    fn release(&mut self, who: &str) -> BoardResponse {
        self.log.push(format!("{who}: release"));
        if self.shown(who).yours {
            self.lease = None;
        }
        BoardResponse::Lease(self.shown(who))
    }

    fn revoke(&mut self, who: &str) -> BoardResponse {
        if self.role < Role::Admin {
            return BoardResponse::Failed(Failure {
                error: BoardError::NotAllowed,
                diagnosis: None,
            });
        }
        self.log.push(format!("{who}: break"));
        self.lease = None;
        BoardResponse::Lease(self.shown(who))
    }

    fn held(&self) -> Option<Lease> {
        let (user, memo, term_s) = self.lease.as_ref()?;
        Some(Lease {
            key: truncated("loopback"),
            user: truncated(user),
            memo: truncated(memo),
            held_s: 5,
            left_s: term_s.saturating_sub(5),
            term_s: *term_s,
        })
    }

    fn shown(&self, who: &str) -> LeaseState {
        let lease = self.held();
        LeaseState {
            yours: lease.as_ref().is_some_and(|lease| lease.user == who),
            lease,
            required: self.required,
        }
    }

    fn info(&self, who: &str) -> AgentInfo {
        AgentInfo {
            role: self.role,
            key: truncated("loopback"),
            lease: self.shown(who),
            boot: self.boot,
            health: self.health.clone(),
            sessions: 2,
            line_errors: 3,
            audit_records: self.first_audit + self.audit.len() as u64 - 1,
        }
    }

    fn records(&self, from: u64, count: u16) -> (AuditInfo, String) {
        let total = self.audit.len();
        let newest = total.saturating_sub(count.into());
        let skipped = match from {
            0 => newest,
            from => (from.saturating_sub(self.first_audit) as usize).min(total),
        };
        let shown: Vec<&String> = self.audit[skipped..].iter().take(count.into()).collect();
        let text: String = shown.iter().map(|line| format!("{line}\n")).collect();
        let info = AuditInfo {
            first: self.first_audit + skipped as u64,
            records: shown.len() as u16,
            len: text.len() as u32,
        };
        (info, text)
    }
}

fn loaded(digest: Digest) -> LoadReport {
    let mut record = samples::record();
    record.digest = digest;
    LoadReport {
        record,
        already_running: false,
        startup_clocks: 64,
        init_looks: 12,
    }
}
