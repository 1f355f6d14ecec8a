//! Who may do what: roles, the lease, and the log of what was done
//!
//! ```text
//!  request ─▶ role? ─▶ lease? ─▶ the board's turn ─▶ lease, still? ─▶ acts ─▶ log
//!            Access    SharedLease                   SharedLease             Audit
//! ```
//!
//! The lease is looked at before a request waits for the board, so that nobody queues in
//! vain, and again once it has its turn: one that ended meanwhile admits nothing, and one
//! that admitted something does not end by itself before that is done.

mod lease_file;
mod lease_guard;
mod lease_requests;
mod options;
mod peer;
mod revocation;
mod roles;
mod shared_lease;

use std::path::PathBuf;
use std::sync::Mutex;
use std::time::Instant;

use fic_protocol::Access;
use fic_protocol::AgentInfo;
use fic_protocol::BoardError;
use fic_protocol::BoardResponse;
use fic_protocol::Digest;
use fic_protocol::Health;
use fic_protocol::HostRequest;
use fic_protocol::Name;
use fic_protocol::Role;

use crate::audit::Actor;
use crate::audit::Audit;
use crate::audit::Entry;
use crate::audit::result_of;
use crate::health::HealthSource;
use crate::store::free_on_disk;
pub use lease_guard::LeaseGuard;
pub use options::AccessOptions;
pub use options::Requirement;
pub use peer::Caller;
pub use peer::Peer;
use revocation::Revocation;
pub use roles::Roles;
use shared_lease::Denied;
use shared_lease::SharedLease;

/// What all sessions ask before they let a request through.
pub struct AccessControl {
    /// The role of whoever comes by one of the transports without keys.
    pub roles: Roles,
    /// What was done.
    pub audit: Audit,
    lease: SharedLease,
    /// Held from a change of the lease to its line in the log: the log has them in order.
    order: Mutex<()>,
    revocation: Revocation,
    health: Box<dyn HealthSource>,
    folder: Option<PathBuf>,
}

impl AccessControl {
    /// AccessControl as the options say; takes up the lease and the log of an earlier run.
    pub fn open(options: AccessOptions) -> Self {
        let required = options.lease == Requirement::Required;
        let (folder, durable) = (options.folder, options.durable);
        let audit = match &folder {
            Some(folder) => {
                Audit::open(folder.clone(), options.audit_limit, durable, options.notice)
            }
            None => Audit::disabled(),
        };
        Self {
            roles: options.roles,
            audit,
            lease: SharedLease::open(required, folder.as_deref(), durable),
            order: Mutex::default(),
            revocation: Revocation::default(),
            health: options.health,
            folder,
        }
    }

    /// Whether the caller may ask for this at all, and, as far as is known before it has the
    /// board, change it now.
    ///
    /// # Errors
    /// The refusal to answer; it is in the log, unless all that lacks is to take the lease.
    pub fn check(
        &self,
        caller: Caller<'_>,
        request: &HostRequest<'_>,
    ) -> Result<(), Box<BoardResponse>> {
        let (access, what) = (request.access(), request.audit_name());
        if caller.peer.role < Some(access.least_role()) {
            let refusal = BoardResponse::from(BoardError::NotAllowed);
            self.note_refusal(caller, what, &refusal);
            return Err(refusal.into());
        }
        if access != Access::Change {
            return Ok(());
        }
        let checked = self.lease.check_change(&caller.owner());
        checked.map_err(|denied| self.deny(caller, what, denied).into())
    }

    /// Lets a change begin, now that the caller has the board.
    ///
    /// # Errors
    /// As [`Self::check`].
    pub fn admit(
        &self,
        caller: Caller<'_>,
        request: &HostRequest<'_>,
    ) -> Result<LeaseGuard<'_>, Box<BoardResponse>> {
        let begun = self.lease.begin_change(&caller.owner());
        begun
            .map(|change| LeaseGuard::new(&self.lease, change))
            .map_err(|denied| self.deny(caller, request.audit_name(), denied).into())
    }

    fn deny(&self, caller: Caller<'_>, what: &str, denied: Denied) -> BoardResponse {
        let refusal = match denied {
            Denied::Held(lease) => BoardResponse::Leased(*lease),
            // Hosts ask first and take the lease when they hear this.
            Denied::Needed => return BoardError::LeaseNeeded.into(),
            Denied::Lost => BoardError::LeaseLost.into(),
            // A fault of the host, and of no interest to the log.
            Denied::OutOfRange => return BoardError::OutOfRange.into(),
        };
        self.note_refusal(caller, what, &refusal);
        refusal
    }

    fn note_refusal(&self, caller: Caller<'_>, what: &str, refusal: &BoardResponse) {
        self.note_ended();
        let mut entry = Entry::new(caller.actor(), what);
        entry.result = result_of(refusal).into();
        self.audit.refused(entry);
    }

    /// A peer that is not let in, or not any further; `result` is a stable word.
    pub fn log_rejected(&self, caller: Caller<'_>, result: &str) {
        let mut entry = Entry::new(caller.actor(), "hello");
        entry.result = result.into();
        self.audit.refused(entry);
    }

    /// A peer was hung up on without a word: so many are being refused already.
    pub fn log_overload(&self) {
        let mut entry = Entry::new(Actor::default(), "connect");
        entry.result = "too_many_sessions".into();
        self.audit.refused(entry);
    }

    /// The agent serves from now on; `detail` is for people.
    pub fn started(&self, detail: &str) {
        let mut entry = Entry::new(Actor::default(), "agent start");
        entry.detail = format!("{}, {detail}", env!("CARGO_PKG_VERSION"));
        self.audit.write(&entry);
    }

    /// The agent ended in order; nothing is told after that.
    pub fn stopped(&self) {
        self.note_ended();
        self.audit.finish();
        let entry = Entry::new(Actor::default(), "agent stop");
        self.audit.write(&entry);
    }

    /// Notices a lease that ended by itself or has lost its key, and refusals that are
    /// still untold. Called now and then.
    pub fn tick(&self, now: Instant) {
        self.note_ended();
        self.end_revoked(now);
        self.audit.tick();
    }

    /// Says how to find out as what the holder of a key (its fingerprint) is let in now:
    /// the lease of one that is not ends.
    pub fn ask_for_keys(&self, ask: impl Fn(&Name) -> Option<Role> + Send + Sync + 'static) {
        self.revocation.ask_by(Box::new(ask));
    }

    /// Everything about the agent; what access does not know is given.
    pub fn agent_info(
        &self,
        caller: Caller<'_>,
        boot: Option<Digest>,
        sessions: usize,
        line_errors: u64,
    ) -> AgentInfo {
        AgentInfo {
            role: caller.peer.role.unwrap_or(Role::Read),
            key: caller.peer.key.clone(),
            lease: self.lease.state(&caller.owner()),
            boot,
            health: self.health_now(),
            sessions: u16::try_from(sessions).unwrap_or(u16::MAX),
            line_errors: u32::try_from(line_errors).unwrap_or(u32::MAX),
            audit_records: self.audit.records(),
        }
    }

    fn health_now(&self) -> Health {
        let mut health = self.health.health();
        let folder = self.folder.as_deref();
        health.free_bytes = health
            .free_bytes
            .or_else(|| folder.map(free_on_disk))
            .filter(|&free| free != u64::MAX);
        health
    }
}
