//! Who acts on the board, and since when

use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering;
use std::time::Instant;

use fic_protocol::Busy;
use fic_protocol::Name;
use fic_protocol::truncated;

use super::class::RequestClass;

/// The request that acts, and whose it is.
#[derive(Clone)]
pub(super) struct Running {
    pub(super) class: RequestClass,
    who: Name,
    since: Instant,
    pub(super) cleared: Arc<AtomicBool>,
}

impl Running {
    pub(super) fn new(who: Name, class: RequestClass) -> Self {
        Self {
            class,
            who,
            since: Instant::now(),
            cleared: Arc::default(),
        }
    }

    pub(super) fn to_busy(&self) -> Busy {
        Busy {
            who: self.who.clone(),
            what: truncated(self.class.busy_word.as_str()),
            for_ms: u32::try_from(self.since.elapsed().as_millis()).unwrap_or(u32::MAX),
        }
    }

    /// The FPGA was cleared in the course of it.
    pub(super) fn is_cleared(&self) -> bool {
        self.cleared.load(Ordering::Relaxed)
    }
}
