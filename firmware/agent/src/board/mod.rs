//! One board, one request at a time
//!
//! Whoever acts takes the board out of the handle and puts it back. Others wait their
//! turn behind short requests, in order of arrival and for a bounded time; during a
//! load they are told `Busy` at once, and `Status` and `Identify` are answered from
//! what was seen last.
//!
//! A load goes on when the connection of the one who asked for it breaks: the design
//! is staged and its end is recorded, so cutting it short would only leave the FPGA
//! cleared. Only an explicit `Cancel` or the agent's own end stops it.

mod class;
mod running;
mod service;
mod shared;
mod turn;

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::Condvar;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering;
use std::time::Duration;
use std::time::Instant;

use fic_core::Hooks;
use fic_core::peer::StatusCache;
use fic_protocol::BoardResponse;
use fic_protocol::Busy;
use fic_protocol::Digest;
use fic_protocol::HostRequest;
use fic_protocol::Name;
use fic_protocol::RequestKind;
use fic_protocol::truncated;

use crate::model_report::ModelReport;
use class::RequestClass;
use running::Running;
pub use service::BoardService;
pub use service::PortLifecycle;
pub use service::ServiceBoard;
use shared::Shared;
use shared::State;
use turn::CancelHooks;
use turn::Turn;

/// A board that many sessions share; clones are the same board.
#[derive(Clone)]
pub struct BoardHandle {
    shared: Arc<Shared>,
}

impl BoardHandle {
    /// Shares `board`; a request waits at most `short_wait` for other short ones.
    ///
    pub fn new(mut board: Box<dyn BoardService>, short_wait: Duration) -> Self {
        let known = StatusCache::new(board.remembered(), 0);
        let state = State {
            boot: board.boot(),
            board: Some(board),
            running: None,
            queue: VecDeque::new(),
            next_ticket: 0,
            known,
        };
        Self {
            shared: Arc::new(Shared {
                state: Mutex::new(state),
                freed: Condvar::new(),
                closing: AtomicBool::new(false),
                short_wait,
                began: Instant::now(),
            }),
        }
    }

    /// The design that is loaded when the agent starts, if one was chosen.
    pub fn boot(&self) -> Option<Digest> {
        self.shared.state().boot
    }

    /// Serves one request of `who`, or says who keeps the board from it.
    ///
    /// Blocks for at most the waiting time of [`Self::new`] and the request's own duration.
    pub fn request(
        &self,
        who: &Name,
        request: HostRequest<'_>,
        hooks: &mut dyn Hooks,
    ) -> BoardResponse {
        self.request_if(who, request, hooks, |_| Ok(()))
    }

    /// As [`Self::request`], if `admit` agrees once the board is this request's alone;
    /// else its refusal is the answer.
    pub fn request_if(
        &self,
        who: &Name,
        request: HostRequest<'_>,
        hooks: &mut dyn Hooks,
        admit: impl FnOnce(&HostRequest<'_>) -> Result<(), Box<BoardResponse>>,
    ) -> BoardResponse {
        let class = RequestClass::of(&request);
        let mut turn = match self.take_turn(who, class) {
            Ok(turn) => turn,
            Err(busy) => return self.answer_without_board(class.kind, *busy),
        };
        if let Err(refusal) = admit(&request) {
            return *refusal;
        }
        let mut hooks = CancelHooks::new(hooks, &self.shared.closing, turn.cleared());
        let response = turn.board().handle(who, request, &mut hooks);
        turn.give_back(class, &response);
        response
    }

    /// What a modelled board has seen so far; waits like a short request. `None` if the
    /// board is real, busy or gone.
    pub fn model_report(&self) -> Option<ModelReport> {
        // Whoever is told of it hears `request`.
        let class = RequestClass::of(&HostRequest::AgentInfo);
        let mut turn = self.take_turn(&truncated("agent"), class).ok()?;
        turn.board().model_report()
    }

    /// What the board does now, if anything.
    pub fn busy(&self) -> Option<Busy> {
        let state = self.shared.state();
        state.running.as_ref().map(Running::to_busy)
    }

    /// Cancels what runs, waits at most `wait` for it and takes the board away for good.
    ///
    /// `None` if it did not end in time, or was taken before.
    pub fn shut_down(&self, wait: Duration) -> Option<Box<dyn BoardService>> {
        self.shared.closing.store(true, Ordering::Relaxed);
        let state = self.shared.state();
        let (mut state, _) = self
            .shared
            .freed
            .wait_timeout_while(state, wait, |state| state.running.is_some())
            .unwrap_or_else(PoisonError::into_inner);
        state.board.take()
    }

    fn take_turn(&self, who: &Name, class: RequestClass) -> Result<Turn<'_>, Box<Busy>> {
        let deadline = Instant::now() + self.shared.short_wait;
        let mut state = self.shared.state();
        let ticket = state.next_ticket;
        state.next_ticket += 1;
        state.queue.push_back(ticket);
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            if let Some(taken) = state.try_take(ticket) {
                let running = Running::new(who.clone(), class);
                state.running = Some(running.clone());
                return Ok(Turn::new(&self.shared, taken, running));
            }
            if left.is_zero() || state.hopeless() || self.shared.closing.load(Ordering::Relaxed) {
                state.queue.retain(|&other| other != ticket);
                self.shared.freed.notify_all();
                return Err(Box::new(state.busy_with()));
            }
            (state, _) = self
                .shared
                .freed
                .wait_timeout(state, left)
                .unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn answer_without_board(&self, kind: RequestKind, busy: Busy) -> BoardResponse {
        let state = self.shared.state();
        let cleared = state.running.as_ref().is_some_and(Running::is_cleared);
        let now_ms = self.shared.now_ms();
        state.known.answer(kind, busy, cleared, now_ms)
    }
}
