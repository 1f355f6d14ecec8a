//! The board while one request acts on it

use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering;

use fic_core::Cancelled;
use fic_core::Hooks;
use fic_protocol::BoardResponse;
use fic_protocol::Phase;
use fic_protocol::Progress;

use super::class::RequestClass;
use super::running::Running;
use super::service::BoardService;
use super::shared::Shared;

/// Holds the board; puts it back when dropped, whatever happened.
pub(super) struct Turn<'a> {
    shared: &'a Shared,
    /// `None` only once it was put back.
    board: Option<Box<dyn BoardService>>,
    running: Running,
}

impl<'a> Turn<'a> {
    pub(super) fn new(shared: &'a Shared, board: Box<dyn BoardService>, running: Running) -> Self {
        Self {
            shared,
            board: Some(board),
            running,
        }
    }

    pub(super) fn board(&mut self) -> &mut dyn BoardService {
        self.board
            .as_deref_mut()
            .expect("a turn holds the board until it is given back")
    }

    pub(super) fn cleared(&self) -> Arc<AtomicBool> {
        Arc::clone(&self.running.cleared)
    }

    /// Puts the board back before anyone hears of the answer, so that the next request
    /// of the same peer never finds it busy with this one.
    pub(super) fn give_back(mut self, class: RequestClass, response: &BoardResponse) {
        let boot = self.board().boot();
        let mut state = self.shared.state();
        let now_ms = self.shared.now_ms();
        state
            .known
            .learn((class.kind, class.access), response, now_ms);
        state.boot = boot;
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        let mut state = self.shared.state();
        state.board = self.board.take();
        state.running = None;
        self.shared.freed.notify_all();
    }
}

/// Sees what a request reports, and stops it when the agent ends.
pub(super) struct CancelHooks<'a> {
    inner: &'a mut dyn Hooks,
    closing: &'a AtomicBool,
    cleared: Arc<AtomicBool>,
}

impl<'a> CancelHooks<'a> {
    pub(super) fn new(
        inner: &'a mut dyn Hooks,
        closing: &'a AtomicBool,
        cleared: Arc<AtomicBool>,
    ) -> Self {
        Self {
            inner,
            closing,
            cleared,
        }
    }
}

impl Hooks for CancelHooks<'_> {
    fn progress(&mut self, progress: Progress) -> Result<(), Cancelled> {
        if progress.phase == Phase::Clear {
            self.cleared.store(true, Ordering::Relaxed);
        }
        if self.closing.load(Ordering::Relaxed) {
            return Err(Cancelled);
        }
        self.inner.progress(progress)
    }

    fn data(&mut self, bytes: &[u8]) -> Result<(), Cancelled> {
        if self.closing.load(Ordering::Relaxed) {
            Err(Cancelled)
        } else {
            self.inner.data(bytes)
        }
    }
}
