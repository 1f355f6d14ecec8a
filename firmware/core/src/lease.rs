//! Who may change the board now: one holder at most, and a term that ends
//!
//! A state machine without time or storage of its own: the caller passes milliseconds of
//! a clock that never goes back, and keeps a [`Snapshot`] where it outlives a restart.
//!
//! A lease does not end while its holder's request acts on the board ([`LeaseManager::begin_change`]),
//! however long that takes; each end of one makes it last its whole term again.

use fic_protocol::Lease;
use fic_protocol::Memo;
use fic_protocol::Name;
use fic_protocol::limits::MAX_LEASE_S;

/// Whose a lease is: how the board knows the peer, and what the peer calls itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owner {
    /// `SHA256:…` of a key, `uid 1000`, `loopback`, a line.
    pub key: Name,
    /// `user@host`.
    pub user: Name,
}

/// Why something is not done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LeaseRefusal {
    /// The term is not 1..=[`MAX_LEASE_S`] seconds: a fault of the host.
    OutOfRange,
    /// Another holds the board; [`LeaseManager::lease`] tells who.
    Held,
    /// Nobody holds the board, and changes need a lease: take it.
    Needed,
    /// The asker has no lease: it ended or was broken.
    Lost,
}

/// What [`LeaseManager::take`] did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LeaseOutcome {
    /// The board was free.
    New,
    /// It was the asker's already and has another memo or term now.
    Changed,
    /// It was the asker's already, with the same words; it lasts its term again.
    Renewed,
}

/// A request that may change the board and is under way.
#[derive(Debug, PartialEq, Eq)]
#[must_use = "a change that is never ended keeps the lease for ever"]
pub struct Change {
    /// The lease it runs under, if any.
    serial: Option<u32>,
}

/// What outlives a restart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snapshot {
    /// Whose it is.
    pub owner: Owner,
    /// What for.
    pub memo: Memo,
    /// Seconds that a renewal makes it last.
    pub term_s: u32,
    /// Seconds since it was taken.
    pub held_s: u32,
    /// Milliseconds until it ends.
    pub left_ms: u64,
}

#[derive(Debug)]
struct ActiveLease {
    /// Tells this lease from an earlier one of the same owner.
    serial: u32,
    owner: Owner,
    memo: Memo,
    term_s: u32,
    since_ms: u64,
    /// Before `since_ms`, in an earlier run of the agent.
    held_before_s: u32,
    ends_ms: u64,
    /// Requests of the holder that act now.
    acting: u16,
}

/// The lease of one board.
#[derive(Debug)]
pub struct LeaseManager {
    held: Option<ActiveLease>,
    required: bool,
    last_serial: u32,
}

impl LeaseManager {
    /// A free board; `required` says that changes need the lease.
    pub fn new(required: bool) -> Self {
        Self {
            held: None,
            required,
            last_serial: 0,
        }
    }

    /// Changes need the lease.
    pub fn required(&self) -> bool {
        self.required
    }

    /// Goes on with a lease of an earlier run; one whose time is up or whose term is out
    /// of range is forgotten.
    pub fn restore(&mut self, snapshot: Snapshot, now_ms: u64) {
        if !term_is_valid(snapshot.term_s) || snapshot.left_ms == 0 {
            return;
        }
        let left_ms = snapshot.left_ms.min(ms(snapshot.term_s));
        let serial = self.next_serial();
        self.held = Some(ActiveLease {
            serial,
            owner: snapshot.owner,
            memo: snapshot.memo,
            term_s: snapshot.term_s,
            since_ms: now_ms,
            held_before_s: snapshot.held_s,
            ends_ms: now_ms.saturating_add(left_ms),
            acting: 0,
        });
    }

    /// Forgets a lease whose time is up; returns what it was, once.
    ///
    /// Every other function does so first, without a word: who wants to know calls this before.
    pub fn expire(&mut self, now_ms: u64) -> Option<Lease> {
        let ended = self.held.as_ref().is_some_and(|held| held.is_over(now_ms));
        if !ended {
            return None;
        }
        self.held.take().map(|held| held.to_lease(now_ms))
    }

    /// Takes the board, or goes on holding it with these words.
    ///
    /// # Errors
    /// [`LeaseRefusal::OutOfRange`], [`LeaseRefusal::Held`].
    pub fn take(
        &mut self,
        owner: &Owner,
        term_s: u32,
        memo: &Memo,
        now_ms: u64,
    ) -> Result<LeaseOutcome, LeaseRefusal> {
        if !term_is_valid(term_s) {
            return Err(LeaseRefusal::OutOfRange);
        }
        self.expire(now_ms);
        match &mut self.held {
            Some(held) if held.owner != *owner => Err(LeaseRefusal::Held),
            Some(held) => Ok(held.go_on(term_s, memo, now_ms)),
            None => {
                self.give(owner, term_s, memo, now_ms);
                Ok(LeaseOutcome::New)
            }
        }
    }

    fn give(&mut self, owner: &Owner, term_s: u32, memo: &Memo, now_ms: u64) {
        let serial = self.next_serial();
        self.held = Some(ActiveLease {
            serial,
            owner: owner.clone(),
            memo: memo.clone(),
            term_s,
            since_ms: now_ms,
            held_before_s: 0,
            ends_ms: now_ms.saturating_add(ms(term_s)),
            acting: 0,
        });
    }

    /// Makes the asker's lease last its whole term again.
    ///
    /// # Errors
    /// [`LeaseRefusal::Lost`] if it has none, whoever else may have.
    pub fn renew(&mut self, owner: &Owner, now_ms: u64) -> Result<(), LeaseRefusal> {
        self.expire(now_ms);
        let own = self.held.as_mut().filter(|held| held.owner == *owner);
        own.map(|held| held.renew(now_ms)).ok_or(LeaseRefusal::Lost)
    }

    /// Gives the asker's lease up; tells whether there was one. What acts goes on.
    pub fn release(&mut self, owner: &Owner, now_ms: u64) -> bool {
        self.expire(now_ms);
        let own = self.is_of(owner);
        if own {
            self.held = None;
        }
        own
    }

    /// Ends whoever's lease it is; returns what it was. What acts goes on.
    pub fn end_any(&mut self, now_ms: u64) -> Option<Lease> {
        self.expire(now_ms);
        self.held.take().map(|held| held.to_lease(now_ms))
    }

    /// The lease, if there is one.
    pub fn lease(&mut self, now_ms: u64) -> Option<Lease> {
        self.expire(now_ms);
        self.held.as_ref().map(|held| held.to_lease(now_ms))
    }

    /// The lease is this owner's. Only true of the moment of the last other call.
    pub fn is_of(&self, owner: &Owner) -> bool {
        self.held.as_ref().is_some_and(|held| held.owner == *owner)
    }

    /// Whether this owner may change the board now; changes nothing.
    ///
    /// # Errors
    /// [`LeaseRefusal::Held`], [`LeaseRefusal::Needed`].
    pub fn check_change(&mut self, owner: &Owner, now_ms: u64) -> Result<(), LeaseRefusal> {
        self.expire(now_ms);
        match &self.held {
            Some(held) if held.owner != *owner => Err(LeaseRefusal::Held),
            None if self.required => Err(LeaseRefusal::Needed),
            _ => Ok(()),
        }
    }

    /// A request of this owner begins to act: from now to [`Self::end_change`] its lease,
    /// if it has one, does not end by itself.
    ///
    /// # Errors
    /// As [`Self::check_change`].
    pub fn begin_change(&mut self, owner: &Owner, now_ms: u64) -> Result<Change, LeaseRefusal> {
        self.check_change(owner, now_ms)?;
        let serial = self.held.as_mut().map(|held| {
            held.acting = held.acting.saturating_add(1);
            held.renew(now_ms);
            held.serial
        });
        Ok(Change { serial })
    }

    /// The request has ended; the lease that it ran under lasts its whole term again,
    /// unless it was given up or broken meanwhile.
    pub fn end_change(&mut self, change: Change, now_ms: u64) {
        let same = |held: &&mut ActiveLease| Some(held.serial) == change.serial;
        if let Some(held) = self.held.as_mut().filter(same) {
            held.acting = held.acting.saturating_sub(1);
            held.renew(now_ms);
        }
    }

    /// What a caller keeps for the next start; `None` if nobody holds the board.
    pub fn snapshot(&mut self, now_ms: u64) -> Option<Snapshot> {
        self.expire(now_ms);
        let held = self.held.as_ref()?;
        Some(Snapshot {
            owner: held.owner.clone(),
            memo: held.memo.clone(),
            term_s: held.term_s,
            held_s: held.held_s(now_ms),
            left_ms: held.left_ms(now_ms),
        })
    }

    fn next_serial(&mut self) -> u32 {
        self.last_serial = self.last_serial.wrapping_add(1);
        self.last_serial
    }
}

impl ActiveLease {
    fn is_over(&self, now_ms: u64) -> bool {
        self.acting == 0 && now_ms >= self.ends_ms
    }

    fn go_on(&mut self, term_s: u32, memo: &Memo, now_ms: u64) -> LeaseOutcome {
        let same = self.term_s == term_s && self.memo == *memo;
        self.term_s = term_s;
        self.memo = memo.clone();
        self.renew(now_ms);
        if same {
            LeaseOutcome::Renewed
        } else {
            LeaseOutcome::Changed
        }
    }

    fn renew(&mut self, now_ms: u64) {
        self.ends_ms = now_ms.saturating_add(ms(self.term_s));
    }

    fn left_ms(&self, now_ms: u64) -> u64 {
        match self.acting {
            0 => self.ends_ms.saturating_sub(now_ms),
            _ => ms(self.term_s),
        }
    }

    fn held_s(&self, now_ms: u64) -> u32 {
        let here = now_ms.saturating_sub(self.since_ms) / 1000;
        let here = u32::try_from(here).unwrap_or(u32::MAX);
        self.held_before_s.saturating_add(here)
    }

    fn to_lease(&self, now_ms: u64) -> Lease {
        let left_s = self.left_ms(now_ms).div_ceil(1000);
        Lease {
            key: self.owner.key.clone(),
            user: self.owner.user.clone(),
            memo: self.memo.clone(),
            held_s: self.held_s(now_ms),
            left_s: u32::try_from(left_s).unwrap_or(u32::MAX),
            term_s: self.term_s,
        }
    }
}

fn term_is_valid(term_s: u32) -> bool {
    (1..=MAX_LEASE_S).contains(&term_s)
}

fn ms(seconds: u32) -> u64 {
    u64::from(seconds) * 1000
}
