//! LeaseTake, LeaseRenew, LeaseRelease, LeaseShow, LeaseBreak

use std::sync::PoisonError;
use std::time::Instant;

use fic_core::lease::LeaseOutcome;
use fic_core::peer::printable_memo;
use fic_protocol::BoardResponse;
use fic_protocol::HostRequest;
use fic_protocol::Lease;

use super::AccessControl;
use super::Caller;
use super::shared_lease::Denied;
use crate::audit::Actor;
use crate::audit::Entry;

impl AccessControl {
    /// Answers a request about leases, which the caller's role allows; `None` of others.
    pub fn lease_request(
        &self,
        caller: Caller<'_>,
        request: &HostRequest<'_>,
    ) -> Option<BoardResponse> {
        let done = {
            let _in_order = self.order.lock().unwrap_or_else(PoisonError::into_inner);
            match request {
                HostRequest::LeaseTake { term_s, memo } => self.take(caller, *term_s, memo),
                HostRequest::LeaseRenew => self.lease.renew(&caller.owner()),
                HostRequest::LeaseRelease => self.release(caller),
                HostRequest::LeaseBreak => self.overrule(caller),
                HostRequest::LeaseShow => Ok(()),
                _ => return None,
            }
        };
        Some(match done {
            Ok(()) => BoardResponse::Lease(self.lease.state(&caller.owner())),
            Err(denied) => self.deny(caller, request.audit_name(), denied),
        })
    }

    fn take(&self, caller: Caller<'_>, term_s: u32, memo: &str) -> Result<(), Denied> {
        let memo = printable_memo(memo);
        let taken = self.lease.take(&caller.owner(), term_s, &memo)?;
        if taken != LeaseOutcome::Renewed {
            self.note_ended();
            let mut entry = Entry::new(caller.actor(), "lease take");
            entry.detail = if memo.is_empty() {
                format!("for {term_s} s")
            } else {
                format!("for {term_s} s: {memo}")
            };
            self.audit.write(&entry);
        }
        Ok(())
    }

    fn release(&self, caller: Caller<'_>) -> Result<(), Denied> {
        if self.lease.release(&caller.owner()) {
            let entry = Entry::new(caller.actor(), "lease release");
            self.audit.write(&entry);
        }
        Ok(())
    }

    fn overrule(&self, caller: Caller<'_>) -> Result<(), Denied> {
        if let Some(broken) = self.lease.end_any() {
            let mut entry = Entry::new(caller.actor(), "lease break");
            entry.detail = of(&broken);
            self.audit.write(&entry);
        }
        Ok(())
    }

    /// Ends the lease of a key that is not let in any more, or not to change anything.
    pub(super) fn end_revoked(&self, now: Instant) {
        if !self.revocation.is_due(|| self.lease.holder(), now) {
            return;
        }
        let _in_order = self.order.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(lease) = self.lease.end_any() {
            let mut entry = Entry::new(Actor::default(), "lease end");
            entry.detail = format!("{}: its key was withdrawn", of(&lease));
            self.audit.write(&entry);
        }
    }

    /// Leaves a trace of a lease that ended by itself.
    pub(super) fn note_ended(&self) {
        if let Some(lease) = self.lease.take_ended() {
            let actor = Actor {
                who: lease.user.as_str().into(),
                key: lease.key.as_str().into(),
                ..Actor::default()
            };
            let mut entry = Entry::new(actor, "lease end");
            entry.detail = format!("after {} s, not renewed", lease.held_s);
            self.audit.write(&entry);
        }
    }
}

fn of(lease: &Lease) -> String {
    let Lease {
        user, key, left_s, ..
    } = lease;
    format!("of {user} ({key}), {left_s} s before its end")
}
