//! A session's reader that ends once its key no longer has the role it came in with

use std::io;
use std::io::Read;
use std::time::Duration;
use std::time::Instant;

use fic_protocol::Role;

use super::identity::Identity;

/// Time between two checks of the `authorized` file.
const CHECK_INTERVAL: Duration = Duration::from_secs(1);
/// Checks that have to agree: an editor may leave the file unfinished for a moment.
const AGREEING_CHECKS: u32 = 2;

/// Reads as `inner` does until the file has changed its mind about a key.
pub(super) struct RevocableReader<'a, R> {
    inner: R,
    identity: &'a Identity,
    fingerprint: &'a str,
    role: Option<Role>,
    checked: Instant,
    against: u32,
}

impl<'a, R> RevocableReader<'a, R> {
    /// `role`: what the key was let in as just now.
    pub(super) fn new(
        inner: R,
        identity: &'a Identity,
        fingerprint: &'a str,
        role: Option<Role>,
    ) -> Self {
        Self {
            inner,
            identity,
            fingerprint,
            role,
            checked: Instant::now(),
            against: 0,
        }
    }

    /// The session was ended for that reason.
    pub(super) fn is_revoked(&self) -> bool {
        self.against >= AGREEING_CHECKS
    }

    fn check(&mut self, now: Instant) {
        if now.saturating_duration_since(self.checked) < CHECK_INTERVAL {
            return;
        }
        self.checked = now;
        self.against = if self.identity.standing(self.fingerprint) == self.role {
            0
        } else {
            self.against + 1
        };
    }
}

impl<R: Read> Read for RevocableReader<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if !self.is_revoked() {
            self.check(Instant::now());
        }
        if self.is_revoked() {
            Err(io::ErrorKind::PermissionDenied.into())
        } else {
            self.inner.read(buffer)
        }
    }
}
