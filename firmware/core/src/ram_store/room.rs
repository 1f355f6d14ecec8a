//! Where each design lies, and which goes when a new one needs room

use fic_protocol::Digest;

use crate::StoreError;

/// Designs there may be: a host cannot fill the list with tiny ones for good, the least
/// recently used goes.
const MAX_DESIGNS: usize = 16;
/// Designs start at a multiple of this many bytes: whole cache lines.
const ALIGN: usize = 64;

/// One design.
#[derive(Debug, Clone)]
pub(super) struct Design {
    pub(super) digest: Digest,
    pub(super) start: usize,
    pub(super) len_bytes: u32,
    pub(super) have_bytes: u32,
    pub(super) complete: bool,
    /// Rises with each use.
    pub(super) used_at: u64,
}

impl Design {
    fn end(&self) -> usize {
        (self.start + self.len_bytes as usize).next_multiple_of(ALIGN)
    }
}

/// Designs in the order in which they lie.
#[derive(Debug, Clone, Default)]
pub(super) struct Designs {
    list: heapless::Vec<Design, MAX_DESIGNS>,
}

impl Designs {
    pub(super) fn get(&mut self, digest: &Digest) -> Option<&mut Design> {
        self.list.iter_mut().find(|design| design.digest == *digest)
    }

    pub(super) fn remove(&mut self, digest: &Digest) {
        self.list.retain(|design| design.digest != *digest);
    }

    pub(super) fn count(&self) -> u32 {
        self.list.len() as u32
    }

    pub(super) fn used_bytes(&self) -> u64 {
        let len = |design: &Design| u64::from(design.len_bytes);
        self.list.iter().map(len).sum()
    }

    /// A start for `len_bytes` in a memory of `size`; removes only what has to go, and
    /// nothing if that is not enough.
    pub(super) fn make_room(
        &mut self,
        len_bytes: u32,
        size: usize,
        record: &[u8],
    ) -> Result<usize, StoreError> {
        let mut left = self.clone();
        loop {
            if let Some(start) = left.gap(len_bytes as usize, size) {
                *self = left;
                return Ok(start);
            }
            left.remove_oldest(record)?;
        }
    }

    /// `design` must lie where nothing else does.
    pub(super) fn insert(&mut self, design: Design) -> Result<(), StoreError> {
        let before = |other: &&Design| other.start < design.start;
        let at = self.list.iter().take_while(before).count();
        self.list.insert(at, design).map_err(|_| StoreError::Full)
    }

    fn gap(&self, len: usize, size: usize) -> Option<usize> {
        if self.list.is_full() {
            return None;
        }
        let mut start = 0;
        for design in &self.list {
            if design.start.saturating_sub(start) >= len {
                return Some(start);
            }
            start = design.end();
        }
        (size.saturating_sub(start) >= len).then_some(start)
    }

    fn remove_oldest(&mut self, record: &[u8]) -> Result<(), StoreError> {
        let may_go = self
            .list
            .iter()
            .enumerate()
            .filter(|(_, design)| !is_recorded(record, &design.digest));
        let oldest = may_go.min_by_key(|(_, design)| design.used_at);
        let (at, _) = oldest.ok_or(StoreError::Full)?;
        self.list.remove(at);
        Ok(())
    }
}

/// The record's form is the service's own; a digest is 32 bytes that nothing else in it
/// has by chance.
fn is_recorded(record: &[u8], digest: &Digest) -> bool {
    record.windows(digest.0.len()).any(|part| part == digest.0)
}
