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
use fic_protocol::Memo;
use fic_protocol::Name;
use fic_protocol::Role;

use super::peer::name;
use crate::lease::Change;
use crate::lease::LeaseDesk;
use crate::lease::LeaseRefusal;
use crate::lease::Owner;

/// What whoever is on the line may do.
pub(super) const ROLE: Role = Role::Operate;

/// Who may change the board now.
#[derive(Debug)]
pub(super) struct Leasing {
    desk: LeaseDesk,
}

impl Default for Leasing {
    fn default() -> Self {
        Self::new(false)
    }
}

impl Leasing {
    pub(super) fn new(required: bool) -> Self {
        Self {
            desk: LeaseDesk::new(required),
        }
    }

    pub(super) fn state(&mut self, who: &Name, now_ms: u64) -> LeaseState {
        LeaseState {
            lease: self.desk.lease(now_ms),
            yours: self.desk.is_of(&owner(who)),
            required: self.desk.required(),
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
                let taken = self.desk.take(&owner, term_s, &printable(memo), now_ms);
                taken.map(drop)
            }
            HostRequest::LeaseRenew => self.desk.renew(&owner, now_ms),
            HostRequest::LeaseRelease => {
                self.desk.release(&owner, now_ms);
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
        let begun = self.desk.begin_change(&owner(who), now_ms);
        begun
            .map(Some)
            .map_err(|refusal| self.refused(refusal, now_ms))
    }

    /// What was let through has ended.
    pub(super) fn leave(&mut self, change: Option<Change>, now_ms: u64) {
        if let Some(change) = change {
            self.desk.end_change(change, now_ms);
        }
    }

    fn refused(&mut self, refusal: LeaseRefusal, now_ms: u64) -> BoardResponse {
        match (refusal, self.desk.lease(now_ms)) {
            (LeaseRefusal::Held, Some(lease)) => BoardResponse::Leased(lease),
            (LeaseRefusal::Held | LeaseRefusal::Needed, _) => BoardError::LeaseNeeded.into(),
            (LeaseRefusal::Lost, _) => BoardError::LeaseLost.into(),
            (LeaseRefusal::OutOfRange, _) => BoardError::OutOfRange.into(),
        }
    }
}

fn owner(who: &Name) -> Owner {
    Owner {
        key: name("line"),
        user: name(who),
    }
}

/// A memo ends on others' terminals.
fn printable(memo: &str) -> Memo {
    let mut kept = Memo::new();
    for letter in memo.trim().chars().filter(|letter| !letter.is_control()) {
        if kept.push(letter).is_err() {
            break;
        }
    }
    kept
}
