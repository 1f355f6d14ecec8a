//! What a peer may cost: time, memory, sessions

use std::time::Duration;

use fic_core::peer::PeerLimits;

/// Bounds on every session of an agent.
#[derive(Debug, Clone)]
pub struct Limits {
    /// From connecting to a Hello.
    pub hello: Duration,
    /// From one valid frame to the next while nothing long runs.
    pub idle: Duration,
    /// For a write of gathered answers (4 KiB); and for how long in all a request that
    /// reads much lets the board wait for a peer that takes it slowly.
    pub write: Duration,
    /// For other short requests, before a request is told `Busy`.
    pub short_wait: Duration,
    /// Between two progress events.
    pub event_interval: Duration,
    /// Sessions at a time.
    pub max_sessions: usize,
    /// Damaged frames in a row before a connection (not a line) is closed.
    pub max_bad_frames: u32,
}

impl Limits {
    /// How long a stream may keep a session from looking at its deadlines.
    pub const TICK: Duration = Duration::from_millis(500);

    /// Those of the protocol.
    pub(super) fn of_a_peer(&self) -> PeerLimits {
        let millis = |limit: Duration| u64::try_from(limit.as_millis()).unwrap_or(u64::MAX);
        PeerLimits {
            hello_ms: millis(self.hello),
            idle_ms: millis(self.idle),
            max_bad_frames: self.max_bad_frames,
        }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            hello: Duration::from_millis(PeerLimits::DEFAULT.hello_ms),
            idle: Duration::from_millis(PeerLimits::DEFAULT.idle_ms),
            write: Duration::from_secs(5),
            short_wait: Duration::from_secs(2),
            event_interval: Duration::from_millis(50),
            max_sessions: 32,
            max_bad_frames: PeerLimits::DEFAULT.max_bad_frames,
        }
    }
}
