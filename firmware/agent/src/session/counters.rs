//! What happened on the streams, counted

use std::fmt;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering;

use super::end::End;

/// Counts over all sessions of an agent since it started.
#[derive(Debug, Default)]
pub struct Counters {
    sessions: AtomicU64,
    refused: AtomicU64,
    broken: AtomicU64,
    frames: AtomicU64,
    bad_frames: AtomicU64,
}

impl Counters {
    pub(crate) fn session(&self) {
        self.sessions.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn frame(&self) {
        self.frames.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn bad_frame(&self) {
        self.bad_frames.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn ended(&self, end: End) {
        match end {
            End::Closed | End::Stopped => return,
            End::Refused => &self.refused,
            _ => &self.broken,
        }
        .fetch_add(1, Ordering::Relaxed);
    }

    /// Frames that were whole.
    pub fn frames(&self) -> u64 {
        self.frames.load(Ordering::Relaxed)
    }

    /// Frames that were damaged and dropped.
    pub fn bad_frames(&self) -> u64 {
        self.bad_frames.load(Ordering::Relaxed)
    }

    /// Sessions begun, refused ones among them.
    pub fn sessions(&self) -> u64 {
        self.sessions.load(Ordering::Relaxed)
    }
}

impl fmt::Display for Counters {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} sessions ({} refused, {} broken), {} frames, {} damaged",
            self.sessions(),
            self.refused.load(Ordering::Relaxed),
            self.broken.load(Ordering::Relaxed),
            self.frames(),
            self.bad_frames(),
        )
    }
}
