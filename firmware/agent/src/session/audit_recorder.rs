//! What one session did to the board, for the audit log: a line for each request, one for a
//! batch of accesses to the bus

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::MutexGuard;
use std::sync::PoisonError;
use std::time::Duration;
use std::time::Instant;

use fic_protocol::AuditPolicy;
use fic_protocol::BoardResponse;
use fic_protocol::Digest;
use fic_protocol::HostRequest;
use fic_protocol::LoadRequest;

use crate::access::AccessControl;
use crate::access::Caller;
use crate::audit::Actor;
use crate::audit::Entry;
use crate::audit::result_of;

/// A batch is written at least this often: more is not lost when the power goes.
const LONGEST_BATCH: Duration = Duration::from_secs(10);

/// What is told of a request, kept while it acts.
pub(super) struct PendingAudit {
    what: &'static str,
    policy: AuditPolicy,
    digest: Option<Digest>,
    detail: String,
    began: Instant,
}

/// Accesses to the bus that follow each other.
struct AuditBatch {
    actor: Actor,
    counts: BTreeMap<&'static str, u64>,
    result: &'static str,
    began: Instant,
    acted: Duration,
}

/// The log as one session writes it. Dropped, it has told everything.
pub(super) struct AuditRecorder<'a> {
    access: &'a AccessControl,
    batch: Mutex<Option<AuditBatch>>,
}

impl PendingAudit {
    /// Takes of the request what the log will want.
    pub(super) fn of(request: &HostRequest<'_>) -> Self {
        let detail = match request {
            HostRequest::Load(load) => words(load),
            _ => String::new(),
        };
        Self {
            what: request.audit_name(),
            policy: request.audit(),
            digest: request.digest(),
            detail,
            began: Instant::now(),
        }
    }
}

impl<'a> AuditRecorder<'a> {
    pub(super) fn new(access: &'a AccessControl) -> Self {
        Self {
            access,
            batch: Mutex::default(),
        }
    }

    /// Tells of a pending that was admitted and has ended.
    pub(super) fn done(&self, caller: Caller<'_>, pending: PendingAudit, response: &BoardResponse) {
        let result = match (pending.policy, result_of(response)) {
            // A chunk's answer is where the transfer stands.
            (AuditPolicy::Failure, "incomplete") => "ok",
            (_, result) => result,
        };
        match pending.policy {
            AuditPolicy::Failure if result == "ok" => {}
            AuditPolicy::Batch => self.add(caller.actor(), &pending, result),
            _ => self.line(caller.actor(), pending, result),
        }
    }

    fn line(&self, actor: Actor, pending: PendingAudit, result: &str) {
        self.flush();
        self.access.audit.write(&Entry {
            digest: pending.digest,
            detail: pending.detail,
            result: result.into(),
            duration_ms: millis(pending.began.elapsed()),
            ..Entry::new(actor, pending.what)
        });
    }

    fn add(&self, actor: Actor, pending: &PendingAudit, result: &'static str) {
        let mut place = self.lock();
        if place.as_ref().is_some_and(|batch| batch.actor != actor) {
            self.tell(place.take());
        }
        let batch = place.get_or_insert_with(|| AuditBatch::new(actor, pending.began));
        *batch.counts.entry(pending.what).or_default() += 1;
        batch.acted += pending.began.elapsed();
        if batch.result == "ok" {
            batch.result = result;
        }
    }

    /// Tells of a batch that has lasted long enough. Called now and then.
    pub(super) fn tick(&self, now: Instant) {
        let mut place = self.lock();
        let old =
            |batch: &mut AuditBatch| now.saturating_duration_since(batch.began) >= LONGEST_BATCH;
        self.tell(place.take_if(old));
    }

    fn flush(&self) {
        let batch = self.lock().take();
        self.tell(batch);
    }

    fn tell(&self, batch: Option<AuditBatch>) {
        if let Some(batch) = batch {
            self.access.audit.write(&batch.into_entry());
        }
    }

    fn lock(&self) -> MutexGuard<'_, Option<AuditBatch>> {
        self.batch.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for AuditRecorder<'_> {
    fn drop(&mut self) {
        self.flush();
    }
}

impl AuditBatch {
    fn new(actor: Actor, began: Instant) -> Self {
        Self {
            actor,
            counts: BTreeMap::new(),
            result: "ok",
            began,
            acted: Duration::ZERO,
        }
    }

    fn into_entry(self) -> Entry {
        let mut kinds = self.counts.iter();
        let (what, detail) = match (kinds.next(), kinds.next()) {
            (Some((what, _)), None) => (*what, String::new()),
            _ => ("bus", self.kinds()),
        };
        Entry {
            detail,
            count: Some(self.counts.values().sum()),
            result: self.result.into(),
            duration_ms: millis(self.acted),
            ..Entry::new(self.actor, what)
        }
    }

    fn kinds(&self) -> String {
        let each = |(what, count): (&&str, &u64)| format!("{what} {count}");
        let kinds: Vec<String> = self.counts.iter().map(each).collect();
        kinds.join(", ")
    }
}

fn words(load: &LoadRequest) -> String {
    let clean = |text: &str| -> String { text.chars().filter(|c| !c.is_control()).collect() };
    if load.memo.is_empty() {
        clean(&load.name)
    } else {
        format!("{}: {}", clean(&load.name), clean(&load.memo))
    }
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
