//! Time as the board sees it: real, a timer's, or virtual

/// Now, and delays.
pub trait Clock {
    /// Nanoseconds since some fixed moment; never goes back. It must advance while a
    /// caller only looks at it or at pins, else a bounded wait would not end.
    fn now_ns(&mut self) -> u64;
    /// Returns after at least this time.
    fn delay_ns(&mut self, ns: u64);
    /// Seconds since 1970, if this board knows.
    fn wall_s(&mut self) -> Option<u64>;
}

/// The end of a bounded wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Deadline {
    at_ns: u64,
}

impl Deadline {
    /// `ns` from now.
    pub fn after(clock: &mut impl Clock, ns: u64) -> Self {
        Self {
            at_ns: clock.now_ns().saturating_add(ns),
        }
    }

    /// Whether it has passed.
    pub fn passed(self, clock: &mut impl Clock) -> bool {
        clock.now_ns() >= self.at_ns
    }
}
