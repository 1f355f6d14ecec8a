//! The board between the sessions that want it

use std::collections::VecDeque;
use std::sync::Condvar;
use std::sync::Mutex;
use std::sync::MutexGuard;
use std::sync::PoisonError;
use std::sync::atomic::AtomicBool;
use std::time::Duration;
use std::time::Instant;

use fic_core::peer::StatusCache;
use fic_protocol::Busy;
use fic_protocol::Digest;
use fic_protocol::DurationClass;
use fic_protocol::truncated;

use super::running::Running;
use super::service::BoardService;

/// What all handles of a board share.
pub(super) struct Shared {
    pub(super) state: Mutex<State>,
    pub(super) freed: Condvar,
    pub(super) closing: AtomicBool,
    pub(super) short_wait: Duration,
    pub(super) began: Instant,
}

/// Who has the board, who waits for it, and what is known of it.
pub(super) struct State {
    /// `None` while a request acts on it, and after the end.
    pub(super) board: Option<Box<dyn BoardService>>,
    pub(super) running: Option<Running>,
    pub(super) queue: VecDeque<u64>,
    pub(super) next_ticket: u64,
    pub(super) known: StatusCache,
    pub(super) boot: Option<Digest>,
}

impl Shared {
    /// A panic of another holder cannot leave this state half changed: every change is one assignment.
    pub(super) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Milliseconds since the board was shared.
    pub(super) fn now_ms(&self) -> u64 {
        u64::try_from(self.began.elapsed().as_millis()).unwrap_or(u64::MAX)
    }
}

impl State {
    pub(super) fn try_take(&mut self, ticket: u64) -> Option<Box<dyn BoardService>> {
        if self.queue.front() != Some(&ticket) {
            return None;
        }
        let board = self.board.take()?;
        self.queue.pop_front();
        Some(board)
    }

    /// Waiting the short time would not help.
    pub(super) fn hopeless(&self) -> bool {
        self.running
            .as_ref()
            .is_some_and(|running| running.class.duration == DurationClass::Long)
    }

    pub(super) fn busy_with(&self) -> Busy {
        match &self.running {
            Some(running) => running.to_busy(),
            None => Busy {
                who: truncated("agent"),
                what: truncated("other requests"),
                for_ms: 0,
            },
        }
    }
}
