//! What one session did to the board, told to the log: one line a deed, one for a run of
//! accesses to the bus

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

use crate::audit::Actor;
use crate::audit::Entry;
use crate::audit::result_of;
use crate::doors::Caller;
use crate::doors::Doors;

/// A run is written at least this often: more is not lost when the power goes.
const LONGEST_RUN: Duration = Duration::from_secs(10);

/// What is told of a request, kept while it acts.
pub(super) struct Deed {
    what: &'static str,
    policy: AuditPolicy,
    digest: Option<Digest>,
    detail: String,
    began: Instant,
}

/// Accesses to the bus that follow each other.
struct Run {
    actor: Actor,
    counts: BTreeMap<&'static str, u64>,
    result: &'static str,
    began: Instant,
    acted: Duration,
}

/// The log as one session writes it. Dropped, it has told everything.
pub(super) struct Diary<'a> {
    doors: &'a Doors,
    run: Mutex<Option<Run>>,
}

impl Deed {
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

impl<'a> Diary<'a> {
    pub(super) fn new(doors: &'a Doors) -> Self {
        Self {
            doors,
            run: Mutex::default(),
        }
    }

    /// Tells of a deed that was admitted and has ended.
    pub(super) fn done(&self, caller: Caller<'_>, deed: Deed, response: &BoardResponse) {
        let result = match (deed.policy, result_of(response)) {
            // A chunk's answer is where the transfer stands.
            (AuditPolicy::Failure, "incomplete") => "ok",
            (_, result) => result,
        };
        match deed.policy {
            AuditPolicy::Failure if result == "ok" => {}
            AuditPolicy::Batch => self.add(caller.actor(), &deed, result),
            _ => self.line(caller.actor(), deed, result),
        }
    }

    fn line(&self, actor: Actor, deed: Deed, result: &str) {
        self.flush();
        self.doors.audit.write(&Entry {
            digest: deed.digest,
            detail: deed.detail,
            result: result.into(),
            duration_ms: millis(deed.began.elapsed()),
            ..Entry::new(actor, deed.what)
        });
    }

    fn add(&self, actor: Actor, deed: &Deed, result: &'static str) {
        let mut place = self.lock();
        if place.as_ref().is_some_and(|run| run.actor != actor) {
            self.tell(place.take());
        }
        let run = place.get_or_insert_with(|| Run::new(actor, deed.began));
        *run.counts.entry(deed.what).or_default() += 1;
        run.acted += deed.began.elapsed();
        if run.result == "ok" {
            run.result = result;
        }
    }

    /// Tells of a run that has lasted long enough. Called now and then.
    pub(super) fn tick(&self, now: Instant) {
        let mut place = self.lock();
        let old = |run: &mut Run| now.saturating_duration_since(run.began) >= LONGEST_RUN;
        self.tell(place.take_if(old));
    }

    fn flush(&self) {
        let run = self.lock().take();
        self.tell(run);
    }

    fn tell(&self, run: Option<Run>) {
        if let Some(run) = run {
            self.doors.audit.write(&run.into_entry());
        }
    }

    fn lock(&self) -> MutexGuard<'_, Option<Run>> {
        self.run.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Diary<'_> {
    fn drop(&mut self) {
        self.flush();
    }
}

impl Run {
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
    match load.memo.is_empty() {
        true => clean(&load.name),
        false => format!("{}: {}", clean(&load.name), clean(&load.memo)),
    }
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
