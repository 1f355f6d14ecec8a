//! Which design has to go when a new one needs room

use std::time::Duration;
use std::time::SystemTime;

use fic_protocol::Digest;

use super::index::Entry;
use super::index::Index;

/// Designs there may be: a peer cannot fill the directory with tiny ones.
const MAX_DESIGNS: usize = 1024;
/// A transfer that had a piece this short a time ago is taken for going on.
const GOING_ON: Duration = Duration::from_secs(600);

/// Designs whose digest is part of the record stay: the service names there what runs.
///
/// The record's form is the service's own; a digest is 32 bytes that nothing else in it
/// has by chance.
pub(super) fn is_recorded(record: &[u8], digest: &Digest) -> bool {
    record.windows(digest.0.len()).any(|part| part == digest.0)
}

/// The designs that may go, those not used for longest first.
///
/// `boot` is loaded at the next start and stays, too.
pub(super) fn candidates(
    index: &Index,
    record: &[u8],
    boot: Option<Digest>,
    now: SystemTime,
) -> Vec<(Digest, Entry)> {
    let may_go = |(digest, entry): &(&Digest, &Entry)| {
        !is_recorded(record, digest)
            && boot != Some(**digest)
            && (entry.complete || !going_on(entry, now))
    };
    let free = index.entries.iter().filter(may_go);
    let mut free: Vec<_> = free.map(|(digest, entry)| (*digest, *entry)).collect();
    free.sort_by_key(|(digest, entry)| (entry.used_at, *digest));
    free
}

/// What a new design needs of the limit and of the disk, bytes.
#[derive(Debug, Clone, Copy)]
pub(super) struct SpaceRequest {
    promised: u64,
    still_to_write: u64,
    freed: u64,
    designs: usize,
}

impl SpaceRequest {
    pub(super) fn of(index: &Index, len_bytes: u64) -> Self {
        Self {
            promised: index.promised_bytes() + len_bytes,
            still_to_write: index.missing_bytes() + len_bytes,
            freed: 0,
            designs: index.entries.len() + 1,
        }
    }

    /// What is needed once this design is gone.
    pub(super) fn without(&mut self, entry: &Entry) {
        self.promised -= u64::from(entry.len_bytes);
        self.still_to_write -= u64::from(entry.len_bytes - entry.have_bytes);
        self.freed += u64::from(entry.have_bytes);
        self.designs -= 1;
    }

    pub(super) fn is_met(&self, limit: u64, free_on_disk: u64) -> bool {
        self.promised <= limit
            && self.still_to_write <= free_on_disk.saturating_add(self.freed)
            && self.designs <= MAX_DESIGNS
    }
}

fn going_on(entry: &Entry, now: SystemTime) -> bool {
    // A clock that went back makes it look as if it came from the future: keep it.
    now.duration_since(entry.used_at)
        .is_ok_and(|age| age < GOING_ON)
        || entry.used_at > now
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(complete: bool, age_s: u64, now: SystemTime) -> Entry {
        Entry {
            len_bytes: 8,
            have_bytes: 8,
            complete,
            used_at: now - Duration::from_secs(age_s),
        }
    }

    #[test]
    fn the_oldest_goes_but_never_what_runs_or_comes_in() {
        let now = SystemTime::now();
        let (running, old, new, coming, given_up) = (
            Digest([1; 32]),
            Digest([2; 32]),
            Digest([3; 32]),
            Digest([4; 32]),
            Digest([5; 32]),
        );
        let mut index = Index::default();
        index.entries.insert(running, entry(true, 9000, now));
        index.entries.insert(old, entry(true, 500, now));
        index.entries.insert(new, entry(true, 5, now));
        index.entries.insert(coming, entry(false, 300, now));
        index.entries.insert(given_up, entry(false, 8000, now));
        let mut record = vec![7; 5];
        record.extend(running.0);
        let order = |boot| -> Vec<Digest> {
            let candidates = candidates(&index, &record, boot, now).into_iter();
            candidates.map(|(digest, _)| digest).collect()
        };
        assert_eq!(order(None), [given_up, old, new]);
        assert_eq!(order(Some(old)), [given_up, new]);
    }
}
