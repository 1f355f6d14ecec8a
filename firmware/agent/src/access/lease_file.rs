//! The lease on the disk: `lease` in the store's folder
//!
//! The file says how long the lease still had and what the wall clock showed. A Pi has no
//! clock that runs without power, so the time that passed meanwhile is believed only
//! forwards: a lease never lasts longer than it had left when it was written, and a clock
//! that went back or stood still takes nothing from it.
//!
//! Renewals come often and a card wears: they are written only once the lease would end a
//! quarter of its term later than the file says. So after a crash up to a quarter of the
//! term is missing.

use std::path::Path;
use std::path::PathBuf;

use fic_core::lease::Owner;
use fic_core::lease::Snapshot;
use fic_protocol::truncated;
use serde::Deserialize;
use serde::Serialize;

use crate::store::SmallFile;
use crate::wall_clock;

const NAME: &str = "lease";
/// More than any lease takes; a longer file is none of ours.
const MAX_LEN: usize = 4096;

/// The stored form.
#[derive(Debug, Serialize, Deserialize)]
struct Stored {
    key: String,
    user: String,
    memo: String,
    term_s: u32,
    held_s: u32,
    left_ms: u64,
    /// Wall clock at the time of writing, seconds since 1970.
    at_s: u64,
}

pub(super) struct LeaseFile {
    file: SmallFile,
    /// When the lease in the file ends, on the caller's clock; `None` if there is no file.
    ends_ms: Option<u64>,
}

impl LeaseFile {
    pub(super) fn new(folder: &Path, durable: bool) -> Self {
        let path: PathBuf = folder.join(NAME);
        Self {
            file: SmallFile::new(path, durable),
            ends_ms: None,
        }
    }

    /// What an earlier run left; a damaged file counts as none.
    pub(super) fn read(&mut self) -> Option<Snapshot> {
        let bytes = self.file.read(MAX_LEN).ok()?;
        // Whatever is there has to go once nobody holds the board.
        self.ends_ms = (!bytes.is_empty()).then_some(0);
        let stored: Stored = serde_json::from_slice(&bytes).ok()?;
        Some(stored.into_snapshot(wall_clock::now_s()))
    }

    /// Brings the file up to date. A disk that fails does not keep anybody from the lease:
    /// it then lasts as long as this process.
    pub(super) fn keep(&mut self, lease: Option<Snapshot>, now_ms: u64, changed: bool) {
        let Some(lease) = lease else {
            // A file that could not be removed is tried again at the next call.
            if self.ends_ms.is_some() && self.file.remove().is_ok() {
                self.ends_ms = None;
            }
            return;
        };
        let ends_ms = now_ms.saturating_add(lease.left_ms);
        let quarter_ms = u64::from(lease.term_s) * 250;
        let fresh = |written: u64| ends_ms <= written.saturating_add(quarter_ms);
        if !changed && self.ends_ms.is_some_and(fresh) {
            return;
        }
        let stored = Stored::of(lease, wall_clock::now_s());
        let Ok(bytes) = serde_json::to_vec(&stored) else {
            return;
        };
        if self.file.replace(&bytes).is_ok() {
            self.ends_ms = Some(ends_ms);
        }
    }
}

impl Stored {
    fn of(lease: Snapshot, at_s: u64) -> Self {
        Self {
            key: lease.owner.key.as_str().into(),
            user: lease.owner.user.as_str().into(),
            memo: lease.memo.as_str().into(),
            term_s: lease.term_s,
            held_s: lease.held_s,
            left_ms: lease.left_ms,
            at_s,
        }
    }

    fn into_snapshot(self, now_s: u64) -> Snapshot {
        let passed_s = now_s.saturating_sub(self.at_s);
        let held_s = u64::from(self.held_s).saturating_add(passed_s);
        Snapshot {
            owner: Owner {
                key: truncated(&self.key),
                user: truncated(&self.user),
            },
            memo: truncated(&self.memo),
            term_s: self.term_s,
            held_s: u32::try_from(held_s).unwrap_or(u32::MAX),
            left_ms: self.left_ms.saturating_sub(passed_s.saturating_mul(1000)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stored() -> Stored {
        Stored {
            key: "uid 1000".into(),
            user: "ann@lab".into(),
            memo: "a run".into(),
            term_s: 600,
            held_s: 60,
            left_ms: 500_000,
            at_s: 1_800_000_000,
        }
    }

    #[test]
    fn time_that_passed_meanwhile_counts_forwards_only() {
        for (now_s, left_ms, held_s) in [
            (1_800_000_000, 500_000, 60),
            (1_800_000_100, 400_000, 160),
            (1_800_000_500, 0, 560),
            (1_900_000_000, 0, 100_000_060),
            // The clock went back.
            (1_799_999_000, 500_000, 60),
            (0, 500_000, 60),
        ] {
            let snapshot = stored().into_snapshot(now_s);
            assert_eq!((snapshot.left_ms, snapshot.held_s), (left_ms, held_s));
        }
    }

    #[test]
    fn renewals_are_written_now_and_then() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(NAME);
        let mut file = LeaseFile::new(folder.path(), false);
        let lease = |left_ms| {
            Some(Snapshot {
                left_ms,
                ..stored().into_snapshot(0)
            })
        };
        file.keep(lease(600_000), 0, true);
        let first = std::fs::read(&path).unwrap();
        file.keep(lease(600_000), 100_000, false);
        assert_eq!(std::fs::read(&path).unwrap(), first);
        std::fs::remove_file(&path).unwrap();
        file.keep(lease(600_000), 160_000, false);
        assert!(path.exists());
        file.keep(None, 170_000, false);
        assert!(!path.exists());
    }

    #[test]
    fn a_file_that_could_not_be_removed_is_tried_again() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(NAME);
        let mut file = LeaseFile::new(folder.path(), false);
        file.keep(stored().into_snapshot(0).into(), 0, true);
        // A folder in its place cannot be removed as a file.
        std::fs::remove_file(&path).unwrap();
        std::fs::create_dir(&path).unwrap();
        file.keep(None, 1, false);
        std::fs::remove_dir(&path).unwrap();
        std::fs::write(&path, "the lease").unwrap();
        file.keep(None, 2, false);
        assert!(!path.exists());
    }

    #[test]
    fn a_damaged_file_is_no_lease_and_goes() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(NAME);
        for bytes in [&b"{\"key\":"[..], b"", b"\0\0\0", &[b'x'; MAX_LEN + 1]] {
            std::fs::write(&path, bytes).unwrap();
            let mut file = LeaseFile::new(folder.path(), false);
            assert_eq!(file.read(), None);
            file.keep(stored().into_snapshot(0).into(), 0, false);
            assert_eq!(
                LeaseFile::new(folder.path(), false).read().unwrap().term_s,
                600
            );
        }
    }
}
