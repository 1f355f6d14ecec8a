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

#[cfg(test)]
mod tests {
    use std::path::Path;

    use fic_keys::Entry;
    use fic_keys::KeyLine;
    use fic_keys::PrivateKey;

    use super::*;

    fn let_in(list: &Path, key: &PrivateKey, role: Role) {
        let line = KeyLine {
            key: key.public(),
            comment: String::new(),
        };
        let until = None;
        fic_keys::authorize(list, &Entry { role, until, line }).unwrap();
    }

    /// What the reader does at the end of each interval of which the list says this.
    fn revoked_after(said: &[Option<Role>]) -> Vec<bool> {
        let folder = tempfile::tempdir().unwrap();
        let list = folder.path().join("authorized");
        let key = PrivateKey::passing().unwrap();
        let_in(&list, &key, Role::Operate);
        let identity = Identity::new(&key, &list, |_| {}).unwrap();
        let fingerprint = key.public().fingerprint();
        let role = Some(Role::Operate);
        let mut reader = RevocableReader::new(io::empty(), &identity, &fingerprint, role);
        let start = reader.checked;
        let mut revoked = Vec::new();
        for (count, role) in (1..).zip(said) {
            match role {
                Some(role) => let_in(&list, &key, *role),
                None => drop(fic_keys::remove(&list, &key.public()).unwrap()),
            }
            reader.check(start + CHECK_INTERVAL * count - Duration::from_millis(1));
            reader.check(start + CHECK_INTERVAL * count);
            revoked.push(reader.is_revoked());
        }
        let read = reader.read(&mut [0]).map_err(|error| error.kind());
        let ended = Err(io::ErrorKind::PermissionDenied);
        assert_eq!(read == ended, reader.is_revoked());
        revoked
    }

    #[test]
    fn a_key_that_is_removed_or_gets_another_role_ends_its_session() {
        let same = Some(Role::Operate);
        assert_eq!(revoked_after(&[same, None, None]), [false, false, true]);
        for other in [Some(Role::Read), Some(Role::Admin)] {
            assert_eq!(revoked_after(&[other, other]), [false, true]);
        }
    }

    #[test]
    fn a_list_that_is_unfinished_for_a_moment_ends_nothing() {
        let same = Some(Role::Operate);
        assert_eq!(revoked_after(&[None, same, None, same]), [false; 4]);
    }
}
