//! The wall clock, which a Pi may not have

use std::time::SystemTime;
use std::time::UNIX_EPOCH;

/// 2025-01-01: a clock that shows less was never set.
const SET_SINCE_S: u64 = 1_735_689_600;

/// Seconds since 1970 as the clock shows them, right or not.
pub(crate) fn now_s() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.map_or(0, |since| since.as_secs())
}

/// Seconds since 1970, unless the clock was plainly never set.
pub(crate) fn known_s() -> Option<u64> {
    believed(now_s())
}

/// What a clock shows, unless it was plainly never set.
pub(crate) fn believed(shown_s: u64) -> Option<u64> {
    Some(shown_s).filter(|&shown| shown >= SET_SINCE_S)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_that_was_never_set_is_not_believed() {
        for shown_s in [0, 12, 86_400 * 365, SET_SINCE_S - 1] {
            assert_eq!(believed(shown_s), None, "{shown_s}");
        }
        for shown_s in [SET_SINCE_S, SET_SINCE_S + 1, u64::MAX] {
            assert_eq!(believed(shown_s), Some(shown_s));
        }
    }
}
