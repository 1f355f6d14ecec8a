//! How many refusals are worth a line

use std::time::Duration;
use std::time::Instant;

/// Lines that may come at once.
const BURST: u32 = 10;
/// One more line is allowed after each such time: 1,440 lines a day at most.
const REFILL: Duration = Duration::from_secs(60);
/// What was not told is told at last after this time.
const OVERDUE: Duration = Duration::from_secs(300);
/// The same refusal is not told twice within this time.
const SAME: Duration = Duration::from_secs(60);
/// Refusals that are remembered to tell the same ones.
const REMEMBERED: usize = 8;

/// Says which refusals get a line: garbage must neither wash the log out nor wear the card.
#[derive(Debug)]
pub(super) struct Refusals {
    tokens: u32,
    refilled: Instant,
    told: Vec<(String, Instant)>,
    untold: u64,
    /// When the first of them was not told.
    silent_since: Option<Instant>,
}

impl Refusals {
    pub(super) fn new(now: Instant) -> Self {
        Self {
            tokens: BURST,
            refilled: now,
            told: Vec::new(),
            untold: 0,
            silent_since: None,
        }
    }

    /// How many refusals were not told since the last line, if this one gets a line.
    pub(super) fn tell(&mut self, what: &str, now: Instant) -> Option<u64> {
        self.refill(now);
        self.told
            .retain(|(_, at)| now.saturating_duration_since(*at) < SAME);
        let same = self.told.iter().any(|(told, _)| told == what);
        if same || self.tokens == 0 {
            self.untold += 1;
            self.silent_since.get_or_insert(now);
            return None;
        }
        self.tokens -= 1;
        if self.told.len() == REMEMBERED {
            self.told.remove(0);
        }
        self.told.push((what.to_owned(), now));
        Some(self.untold())
    }

    /// What was not told since it was asked, or told, last.
    pub(super) fn untold(&mut self) -> u64 {
        self.silent_since = None;
        std::mem::take(&mut self.untold)
    }

    /// The same once the first of them is some minutes old; 0 before.
    pub(super) fn overdue(&mut self, now: Instant) -> u64 {
        let since = self.silent_since.unwrap_or(now);
        if now.saturating_duration_since(since) < OVERDUE {
            0
        } else {
            self.untold()
        }
    }

    fn refill(&mut self, now: Instant) {
        let passed = now.saturating_duration_since(self.refilled);
        let fresh = u32::try_from(passed.as_secs() / REFILL.as_secs()).unwrap_or(BURST);
        if fresh > 0 {
            self.tokens = self.tokens.saturating_add(fresh).min(BURST);
            self.refilled = now;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flood_gets_few_lines_and_is_counted() {
        let start = Instant::now();
        let mut refusals = Refusals::new(start);
        let mut lines = 0;
        let mut counted = 0;
        // Ten minutes of a hundred different refusals a second.
        for tick in 0..60_000u64 {
            let now = start + Duration::from_millis(tick * 10);
            if let Some(untold) = refusals.tell(&format!("peer {tick}"), now) {
                lines += 1;
                counted += 1 + untold;
            }
        }
        counted += refusals.untold();
        assert_eq!(lines, 10 + 9);
        assert_eq!(counted, 60_000);
    }

    #[test]
    fn the_same_refusal_is_told_once_a_minute() {
        let start = Instant::now();
        let mut refusals = Refusals::new(start);
        assert_eq!(refusals.tell("reset", start), Some(0));
        assert_eq!(refusals.tell("reset", start), None);
        assert_eq!(refusals.tell("load", start), Some(1));
        let later = start + Duration::from_secs(61);
        assert_eq!(refusals.tell("reset", later), Some(0));
    }

    #[test]
    fn what_was_not_told_is_overdue_after_minutes() {
        let start = Instant::now();
        let later = |seconds| start + Duration::from_secs(seconds);
        let mut refusals = Refusals::new(start);
        assert_eq!(refusals.overdue(later(9999)), 0);
        refusals.tell("reset", start);
        refusals.tell("reset", later(1));
        refusals.tell("reset", later(59));
        assert_eq!(refusals.overdue(later(300)), 0);
        assert_eq!(refusals.overdue(later(301)), 2);
        assert_eq!(refusals.overdue(later(9999)), 0);
    }
}
