//! The lease of a board at the end of a line
//!
//! Hosts come and go on a line: a lease keeps the board for one of them between its
//! commands. Who says what it is called is believed, as the line tells nothing of its end;
//! whoever is there may change the board and break no lease of others.

use fic_protocol::Access;
use fic_protocol::BoardError;
use fic_protocol::BoardResponse;
use fic_protocol::HostRequest;
use fic_protocol::LeaseState;
use fic_protocol::Name;
use fic_protocol::Role;
use fic_protocol::truncated;

use crate::lease::Change;
use crate::lease::LeaseManager;
use crate::lease::LeaseRefusal;
use crate::lease::Owner;
use crate::peer::printable_memo;

/// How the board knows whoever is on the line.
pub(super) const KEY: &str = "line";
/// What whoever is on the line may do.
pub(super) const ROLE: Role = Role::Operate;

/// Who may change the board now.
#[derive(Debug)]
pub(super) struct LineAccess {
    lease: LeaseManager,
}

impl LineAccess {
    pub(super) fn new(required: bool) -> Self {
        Self {
            lease: LeaseManager::new(required),
        }
    }

    pub(super) fn state(&mut self, who: &Name, now_ms: u64) -> LeaseState {
        LeaseState {
            lease: self.lease.lease(now_ms),
            yours: self.lease.is_of(&owner(who)),
            required: self.lease.required(),
        }
    }

    /// Answers a request about leases, and one that a line may not ask for; `None` of others.
    #[inline(never)]
    fn answer(
        &mut self,
        who: &Name,
        request: &HostRequest<'_>,
        now_ms: u64,
    ) -> Option<BoardResponse> {
        if request.access().least_role() > ROLE {
            return Some(BoardError::NotAllowed.into());
        }
        let owner = owner(who);
        let done = match *request {
            HostRequest::LeaseTake { term_s, memo } => {
                let taken = self
                    .lease
                    .take(&owner, term_s, &printable_memo(memo), now_ms);
                taken.map(drop)
            }
            HostRequest::LeaseRenew => self.lease.renew(&owner, now_ms),
            HostRequest::LeaseRelease => {
                self.lease.release(&owner, now_ms);
                Ok(())
            }
            HostRequest::LeaseShow => Ok(()),
            _ => return None,
        };
        Some(match done {
            Ok(()) => BoardResponse::Lease(self.state(who, now_ms)),
            Err(refusal) => self.refused(refusal, now_ms),
        })
    }

    /// Lets a request through to the board; with a change if it is one.
    ///
    /// # Errors
    /// The answer, of one that is about leases or that the lease does not let through.
    // Inlined into a main loop they would cost 2 KiB of an image.
    #[inline(never)]
    #[expect(clippy::result_large_err, reason = "there is no allocator to box with")]
    pub(super) fn enter(
        &mut self,
        who: &Name,
        request: &HostRequest<'_>,
        now_ms: u64,
    ) -> Result<Option<Change>, BoardResponse> {
        if let Some(answer) = self.answer(who, request, now_ms) {
            return Err(answer);
        }
        if request.access() != Access::Change {
            return Ok(None);
        }
        let begun = self.lease.begin_change(&owner(who), now_ms);
        begun
            .map(Some)
            .map_err(|refusal| self.refused(refusal, now_ms))
    }

    /// What was let through has ended.
    pub(super) fn leave(&mut self, change: Option<Change>, now_ms: u64) {
        if let Some(change) = change {
            self.lease.end_change(change, now_ms);
        }
    }

    fn refused(&mut self, refusal: LeaseRefusal, now_ms: u64) -> BoardResponse {
        match (refusal, self.lease.lease(now_ms)) {
            (LeaseRefusal::Held, Some(lease)) => BoardResponse::Leased(lease),
            (LeaseRefusal::Held | LeaseRefusal::Needed, _) => BoardError::LeaseNeeded.into(),
            (LeaseRefusal::Lost, _) => BoardError::LeaseLost.into(),
            (LeaseRefusal::OutOfRange, _) => BoardError::OutOfRange.into(),
        }
    }
}

fn owner(who: &Name) -> Owner {
    Owner {
        key: truncated(KEY),
        user: who.clone(),
    }
}
