//! Staged designs in memory, for a board without a disk
//!
//! ```text
//!   memory │ record │ note │ design │ design │ …      each design in one piece
//! ```
//!
//! Nothing survives a restart: `commit` promises only that the design is whole.

mod room;

use fic_protocol::Digest;
use fic_protocol::StoreStatus;

use crate::MAX_RECORD_LEN;
use crate::MAX_STORED_NOTE_LEN;
use crate::Staged;
use crate::Store;
use crate::StoreError;
use room::Design;
use room::Designs;

/// Bytes at the start of the memory that the record and the note take.
const HEAD: usize = MAX_RECORD_LEN + MAX_STORED_NOTE_LEN;

/// A store in a block of memory.
pub struct RamStore<'m> {
    head: &'m mut [u8],
    body: &'m mut [u8],
    record_len: usize,
    note_len: usize,
    designs: Designs,
    uses: u64,
}

impl<'m> RamStore<'m> {
    /// An empty store; what the memory holds is of no matter.
    ///
    /// Memory too small for the record and the note holds nothing: all is refused as full.
    pub fn new(memory: &'m mut [u8]) -> Self {
        let head = memory.len().min(HEAD);
        let (head, body) = memory.split_at_mut(head);
        Self {
            head,
            body,
            record_len: 0,
            note_len: 0,
            designs: Designs::default(),
            uses: 0,
        }
    }

    fn design(&mut self, digest: &Digest) -> Result<&mut Design, StoreError> {
        self.uses += 1;
        let design = self.designs.get(digest).ok_or(StoreError::Missing)?;
        design.used_at = self.uses;
        Ok(design)
    }

    fn put(&mut self, from: usize, most: usize, bytes: &[u8]) -> Result<(), StoreError> {
        if bytes.len() > most {
            return Err(StoreError::Full);
        }
        let room = self.head.get_mut(from..from + bytes.len());
        room.ok_or(StoreError::Full)?.copy_from_slice(bytes);
        Ok(())
    }

    fn get(&self, from: usize, len: usize, out: &mut [u8]) -> Result<usize, StoreError> {
        let out = out.get_mut(..len).ok_or(StoreError::Range)?;
        let kept = self.head.get(from..from + len).ok_or(StoreError::Io)?;
        out.copy_from_slice(kept);
        Ok(len)
    }
}

impl Store for RamStore<'_> {
    fn find(&mut self, digest: &Digest) -> Option<Staged> {
        let design = self.design(digest).ok()?;
        Some(Staged {
            len_bytes: design.len_bytes,
            have_bytes: design.have_bytes,
            complete: design.complete,
        })
    }

    /// The least recently used designs go for it, but never one that the record names:
    /// the service keeps there what runs.
    fn begin(&mut self, digest: &Digest, len_bytes: u32) -> Result<(), StoreError> {
        self.designs.remove(digest);
        let record = self.head.get(..self.record_len).unwrap_or_default();
        let start = self.designs.make_room(len_bytes, self.body.len(), record)?;
        self.uses += 1;
        self.designs.insert(Design {
            digest: *digest,
            start,
            len_bytes,
            have_bytes: 0,
            complete: false,
            used_at: self.uses,
        })
    }

    fn append(&mut self, digest: &Digest, offset: u32, data: &[u8]) -> Result<(), StoreError> {
        let design = self.design(digest)?;
        let left = (design.len_bytes - design.have_bytes) as usize;
        if design.complete || offset != design.have_bytes || data.len() > left {
            return Err(StoreError::Range);
        }
        let from = design.start + offset as usize;
        let have_bytes = offset + data.len() as u32;
        let room = self.body.get_mut(from..from + data.len());
        room.ok_or(StoreError::Io)?.copy_from_slice(data);
        self.design(digest)?.have_bytes = have_bytes;
        Ok(())
    }

    fn commit(&mut self, digest: &Digest) -> Result<(), StoreError> {
        let design = self.design(digest)?;
        if design.have_bytes == design.len_bytes {
            design.complete = true
        } else {
            return Err(StoreError::Range);
        }
        Ok(())
    }

    fn read(&mut self, digest: &Digest, offset: u32, out: &mut [u8]) -> Result<(), StoreError> {
        let design = self.design(digest)?;
        if offset as usize + out.len() > design.have_bytes as usize {
            return Err(StoreError::Range);
        }
        let from = design.start + offset as usize;
        let kept = self.body.get(from..from + out.len());
        out.copy_from_slice(kept.ok_or(StoreError::Io)?);
        Ok(())
    }

    fn discard(&mut self, digest: &Digest) -> Result<(), StoreError> {
        self.designs.remove(digest);
        Ok(())
    }

    fn status(&mut self) -> StoreStatus {
        let used_bytes = self.designs.used_bytes();
        StoreStatus {
            designs: self.designs.count(),
            used_bytes,
            free_bytes: (self.body.len() as u64).saturating_sub(used_bytes),
        }
    }

    fn put_record(&mut self, bytes: &[u8]) -> Result<(), StoreError> {
        self.put(0, MAX_RECORD_LEN, bytes)?;
        self.record_len = bytes.len();
        Ok(())
    }

    fn record(&mut self, out: &mut [u8]) -> Result<usize, StoreError> {
        self.get(0, self.record_len, out)
    }

    fn put_note(&mut self, bytes: &[u8]) -> Result<(), StoreError> {
        self.put(MAX_RECORD_LEN, MAX_STORED_NOTE_LEN, bytes)?;
        self.note_len = bytes.len();
        Ok(())
    }

    fn note(&mut self, out: &mut [u8]) -> Result<usize, StoreError> {
        self.get(MAX_RECORD_LEN, self.note_len, out)
    }
}
