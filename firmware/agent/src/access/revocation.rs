//! The lease of a key that is not let in any more

use std::sync::Mutex;
use std::sync::OnceLock;
use std::sync::PoisonError;
use std::time::Duration;
use std::time::Instant;

use fic_protocol::Name;
use fic_protocol::Role;

/// Time between two looks.
const LOOK: Duration = Duration::from_secs(1);
/// Looks that have to agree: an editor may leave the list of keys unfinished for a moment.
const AGREEING: u32 = 2;
/// How fingerprints of keys begin; peers of other transports are known otherwise.
const FINGERPRINT: &str = "SHA256:";

type Ask = Box<dyn Fn(&Name) -> Option<Role> + Send + Sync>;

/// Looks now and then whether the holder of the lease may still hold one.
#[derive(Default)]
pub(super) struct Revocation {
    /// As what a fingerprint is let in; not set where nobody comes by a key.
    ask: OnceLock<Ask>,
    looks: Mutex<Looks>,
}

#[derive(Default)]
struct Looks {
    last: Option<Instant>,
    against: u32,
}

impl Revocation {
    pub(super) fn ask_by(&self, ask: Ask) {
        // Every address asks the same list.
        let _ = self.ask.set(ask);
    }

    /// Whether this holder's lease has to end. Called now and then.
    pub(super) fn is_due(&self, holder: impl FnOnce() -> Option<Name>, now: Instant) -> bool {
        let Some(ask) = self.ask.get() else {
            return false;
        };
        let mut looks = self.looks.lock().unwrap_or_else(PoisonError::into_inner);
        if looks
            .last
            .is_some_and(|last| now.duration_since(last) < LOOK)
        {
            return false;
        }
        looks.last = Some(now);
        let gone = holder()
            .filter(|key| key.starts_with(FINGERPRINT))
            .is_some_and(|key| ask(&key) < Some(Role::Operate));
        looks.against = if gone { looks.against + 1 } else { 0 };
        looks.against >= AGREEING
    }
}

#[cfg(test)]
mod tests {
    use fic_protocol::truncated;

    use super::*;

    #[test]
    fn a_lease_is_due_after_two_looks_that_agree() {
        let start = Instant::now();
        let later = |seconds| start + Duration::from_secs(seconds);
        for (key, role, expected) in [
            ("SHA256:a", None, true),
            ("SHA256:a", Some(Role::Read), true),
            ("SHA256:a", Some(Role::Operate), false),
            ("uid 0", None, false),
        ] {
            let holder = || Some(truncated(key));
            let revocation = Revocation::default();
            assert!(!revocation.is_due(holder, later(0)), "nobody to ask");
            revocation.ask_by(Box::new(move |_| role));
            assert!(!revocation.is_due(holder, later(1)), "{key}");
            assert!(!revocation.is_due(holder, later(1)), "no second look yet");
            assert_eq!(
                revocation.is_due(holder, later(3)),
                expected,
                "{key} {role:?}"
            );
        }
    }
}
