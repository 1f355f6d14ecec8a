//! What all sessions of an agent share, and how many there may be

use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering;
use std::thread;
use std::time::Duration;
use std::time::Instant;

use super::counters::Counters;
use super::limits::Limits;
use crate::access::AccessControl;
use crate::access::AccessOptions;
use crate::board::BoardHandle;

/// Peers above the limit that are told so at a time; more are hung up on at once.
const MAX_REFUSING: usize = 8;

/// The board and the bounds, shared by all sessions.
pub struct Server {
    /// The board.
    pub board: BoardHandle,
    /// Who may do what, and what was done.
    pub access: AccessControl,
    /// The bounds.
    pub limits: Limits,
    /// What happened so far.
    pub counters: Counters,
    stopping: AtomicBool,
    open: Arc<AtomicUsize>,
}

/// A place among the sessions; free again when dropped.
#[derive(Debug)]
pub struct Permit {
    open: Arc<AtomicUsize>,
    /// Above the limit: only to be told so.
    pub(crate) refused: bool,
}

impl Server {
    /// A server for this board that keeps nothing and needs no lease.
    pub fn new(board: BoardHandle, limits: Limits) -> Arc<Self> {
        Self::with_access(board, limits, AccessControl::open(AccessOptions::default()))
    }

    /// A server for this board that lets in whom `access` does.
    pub fn with_access(board: BoardHandle, limits: Limits, access: AccessControl) -> Arc<Self> {
        Arc::new(Self {
            board,
            access,
            limits,
            counters: Counters::default(),
            stopping: AtomicBool::new(false),
            open: Arc::default(),
        })
    }

    /// A place for one more session. `None` means: hang up without a word.
    pub fn permit(&self) -> Option<Permit> {
        self.counters.session();
        let before = self.open.fetch_add(1, Ordering::Relaxed);
        let hung_up = before >= self.limits.max_sessions + MAX_REFUSING;
        if hung_up {
            self.access.log_overload();
        }
        let permit = Permit {
            open: Arc::clone(&self.open),
            refused: before >= self.limits.max_sessions,
        };
        (!hung_up).then_some(permit)
    }

    /// Sessions open now.
    pub fn open_sessions(&self) -> usize {
        self.open.load(Ordering::Relaxed)
    }

    /// Waits until no session is open any more, at most this long; tells whether none is.
    pub fn sessions_ended(&self, wait: Duration) -> bool {
        let until = Instant::now() + wait;
        while self.open_sessions() > 0 {
            if Instant::now() >= until {
                return false;
            }
            thread::sleep(Duration::from_millis(5));
        }
        true
    }

    /// Lets every session end at its next look.
    pub fn stop(&self) {
        self.stopping.store(true, Ordering::Relaxed);
    }

    /// [`Self::stop`] was called.
    pub fn stopping(&self) -> bool {
        self.stopping.load(Ordering::Relaxed)
    }
}

impl Permit {
    /// A line always has its place: it is one peer, and has no way to wait its turn.
    pub fn of_a_line() -> Self {
        Self {
            open: Arc::new(AtomicUsize::new(1)),
            refused: false,
        }
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        self.open.fetch_sub(1, Ordering::Relaxed);
    }
}
