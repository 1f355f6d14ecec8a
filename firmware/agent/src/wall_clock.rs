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
    Some(now_s()).filter(|&now| now >= SET_SINCE_S)
}
