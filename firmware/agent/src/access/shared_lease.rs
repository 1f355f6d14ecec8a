//! The lease, shared by all sessions and kept over restarts

use std::path::Path;
use std::sync::Mutex;
use std::sync::MutexGuard;
use std::sync::PoisonError;
use std::time::Instant;

use fic_core::lease::Change;
use fic_core::lease::LeaseManager;
use fic_core::lease::LeaseOutcome;
use fic_core::lease::LeaseRefusal;
use fic_core::lease::Owner;
use fic_protocol::Lease;
use fic_protocol::LeaseState;
use fic_protocol::Memo;
use fic_protocol::Name;

use super::lease_file::LeaseFile;

/// The one lease of a board. Every function is one step under one lock: no two peers
/// ever both get it.
pub(super) struct SharedLease {
    began: Instant,
    inner: Mutex<Inner>,
}

struct Inner {
    lease: LeaseManager,
    file: Option<LeaseFile>,
    /// A lease that ended by itself and was not told of yet.
    ended: Option<Lease>,
}

impl SharedLease {
    /// Takes up what an earlier run left in `folder`; without one nothing is kept.
    pub(super) fn open(required: bool, folder: Option<&Path>, durable: bool) -> Self {
        let mut lease = LeaseManager::new(required);
        let mut file = folder.map(|folder| LeaseFile::new(folder, durable));
        if let Some(snapshot) = file.as_mut().and_then(LeaseFile::read) {
            lease.restore(snapshot, 0);
        }
        let inner = Inner {
            lease,
            file,
            ended: None,
        };
        Self {
            began: Instant::now(),
            inner: Mutex::new(inner),
        }
    }

    pub(super) fn take(
        &self,
        owner: &Owner,
        term_s: u32,
        memo: &Memo,
    ) -> Result<LeaseOutcome, Denied> {
        let (mut inner, now_ms) = self.current();
        let taken = inner.lease.take(owner, term_s, memo, now_ms);
        let taken = taken.map_err(|refusal| inner.denied(refusal, now_ms))?;
        inner.keep(now_ms, taken != LeaseOutcome::Renewed);
        Ok(taken)
    }

    pub(super) fn renew(&self, owner: &Owner) -> Result<(), Denied> {
        let (mut inner, now_ms) = self.current();
        let renewed = inner.lease.renew(owner, now_ms);
        renewed.map_err(|refusal| inner.denied(refusal, now_ms))?;
        inner.keep(now_ms, false);
        Ok(())
    }

    pub(super) fn release(&self, owner: &Owner) -> bool {
        let (mut inner, now_ms) = self.current();
        let released = inner.lease.release(owner, now_ms);
        inner.keep(now_ms, false);
        released
    }

    pub(super) fn end_any(&self) -> Option<Lease> {
        let (mut inner, now_ms) = self.current();
        let broken = inner.lease.end_any(now_ms);
        inner.keep(now_ms, false);
        broken
    }

    /// By which key the lease is held.
    pub(super) fn holder(&self) -> Option<Name> {
        let (mut inner, now_ms) = self.current();
        inner.lease.lease(now_ms).map(|lease| lease.key)
    }

    /// How it stands, as this owner sees it.
    pub(super) fn state(&self, owner: &Owner) -> LeaseState {
        let (mut inner, now_ms) = self.current();
        let lease = inner.lease.lease(now_ms);
        LeaseState {
            yours: lease.is_some() && inner.lease.is_of(owner),
            lease,
            required: inner.lease.required(),
        }
    }

    /// Whether this owner may change the board; if not, whose it is.
    pub(super) fn check_change(&self, owner: &Owner) -> Result<(), Denied> {
        let (mut inner, now_ms) = self.current();
        let checked = inner.lease.check_change(owner, now_ms);
        checked.map_err(|refusal| inner.denied(refusal, now_ms))
    }

    pub(super) fn begin_change(&self, owner: &Owner) -> Result<Change, Denied> {
        let (mut inner, now_ms) = self.current();
        let begun = inner.lease.begin_change(owner, now_ms);
        begun.map_err(|refusal| inner.denied(refusal, now_ms))
    }

    pub(super) fn end_change(&self, change: Change) {
        let (mut inner, now_ms) = self.current();
        inner.lease.end_change(change, now_ms);
        inner.keep(now_ms, false);
    }

    /// A lease that ended by itself since the last call. The disk gets another try with
    /// what it did not take.
    pub(super) fn take_ended(&self) -> Option<Lease> {
        let (mut inner, now_ms) = self.current();
        inner.keep(now_ms, false);
        inner.ended.take()
    }

    fn current(&self) -> (MutexGuard<'_, Inner>, u64) {
        // The state machine never stops half way, not even in a panic.
        let mut inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        let now_ms = u64::try_from(self.began.elapsed().as_millis()).unwrap_or(u64::MAX);
        if let Some(ended) = inner.lease.expire(now_ms) {
            inner.ended = Some(ended);
            inner.keep(now_ms, false);
        }
        (inner, now_ms)
    }
}

/// Why not; of a lease that another holds with what it was at that very moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Denied {
    Held(Box<Lease>),
    Needed,
    Lost,
    OutOfRange,
}

impl Inner {
    fn denied(&mut self, refusal: LeaseRefusal, now_ms: u64) -> Denied {
        match refusal {
            LeaseRefusal::Held => match self.lease.lease(now_ms) {
                Some(lease) => Denied::Held(Box::new(lease)),
                None => Denied::Needed,
            },
            LeaseRefusal::Needed => Denied::Needed,
            LeaseRefusal::Lost => Denied::Lost,
            LeaseRefusal::OutOfRange => Denied::OutOfRange,
        }
    }

    /// Brings the file up to date: `changed` words at once, a later end when it matters.
    fn keep(&mut self, now_ms: u64, changed: bool) {
        if let Some(file) = &mut self.file {
            file.keep(self.lease.snapshot(now_ms), now_ms, changed);
        }
    }
}
