//! Waiting for what another thread or process does

use std::time::Duration;
use std::time::Instant;

/// Nothing in a test takes longer, on a busy machine too.
pub const PATIENCE: Duration = Duration::from_secs(120);

/// How often is looked.
const TICK: Duration = Duration::from_millis(5);

/// Looks until `met` says so; ends the test if it never does.
pub fn eventually(what: &str, mut met: impl FnMut() -> bool) {
    eventually_some(what, || met().then_some(()));
}

/// The same until there is something.
pub fn eventually_some<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let until = Instant::now() + PATIENCE;
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(Instant::now() < until, "never: {what}");
        std::thread::sleep(TICK);
    }
}
