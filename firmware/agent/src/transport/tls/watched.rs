//! A session's reader that ends once its key no longer has the role it came in with

use std::io;
use std::io::Read;
use std::time::Duration;
use std::time::Instant;

use fic_protocol::Role;

use super::Identity;

/// Time between two looks into the `authorized` file.
const LOOK: Duration = Duration::from_secs(1);
/// Looks that have to agree: an editor may leave the file unfinished for a moment.
const AGREEING: u32 = 2;

/// Reads as `inner` does until the file has changed its mind about a key.
pub(super) struct Watched<'a, R> {
    inner: R,
    identity: &'a Identity,
    fingerprint: &'a str,
    role: Option<Role>,
    looked: Instant,
    against: u32,
}

impl<'a, R> Watched<'a, R> {
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
            looked: Instant::now(),
            against: 0,
        }
    }

    /// The session was ended for that reason.
    pub(super) fn withdrawn(&self) -> bool {
        self.against >= AGREEING
    }

    fn look(&mut self, now: Instant) {
        if now.saturating_duration_since(self.looked) < LOOK {
            return;
        }
        self.looked = now;
        self.against = match self.identity.standing(self.fingerprint) == self.role {
            true => 0,
            false => self.against + 1,
        };
    }
}

impl<R: Read> Read for Watched<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if !self.withdrawn() {
            self.look(Instant::now());
        }
        match self.withdrawn() {
            true => Err(io::ErrorKind::PermissionDenied.into()),
            false => self.inner.read(buffer),
        }
    }
}
