//! A store in memory that can be full, damaged, or fail at the n-th call
#![allow(dead_code, reason = "shared by several test files")]

use std::collections::BTreeMap;

use fic_core::Staged;
use fic_core::Store;
use fic_core::StoreError;
use fic_protocol::Digest;
use fic_protocol::StoreStatus;

#[derive(Default)]
pub struct MemStore {
    pub designs: BTreeMap<Digest, (u32, Vec<u8>, bool)>,
    pub record: Vec<u8>,
    pub note: Vec<u8>,
    pub capacity: Option<usize>,
    pub calls: usize,
    pub fail_at: Option<usize>,
}

impl MemStore {
    fn call(&mut self) -> Result<(), StoreError> {
        self.calls += 1;
        if self.fail_at == Some(self.calls) {
            Err(StoreError::Io)
        } else {
            Ok(())
        }
    }
}

impl Store for MemStore {
    fn find(&mut self, digest: &Digest) -> Option<Staged> {
        let (len_bytes, data, complete) = self.designs.get(digest)?;
        Some(Staged {
            len_bytes: *len_bytes,
            have_bytes: data.len() as u32,
            complete: *complete,
        })
    }

    fn begin(&mut self, digest: &Digest, len_bytes: u32) -> Result<(), StoreError> {
        self.call()?;
        if self
            .capacity
            .is_some_and(|capacity| len_bytes as usize > capacity)
        {
            return Err(StoreError::Full);
        }
        self.designs.insert(*digest, (len_bytes, Vec::new(), false));
        Ok(())
    }

    fn append(&mut self, digest: &Digest, offset: u32, data: &[u8]) -> Result<(), StoreError> {
        self.call()?;
        let (_, have, _) = self.designs.get_mut(digest).ok_or(StoreError::Missing)?;
        if have.len() != offset as usize {
            return Err(StoreError::Range);
        }
        have.extend(data);
        Ok(())
    }

    fn commit(&mut self, digest: &Digest) -> Result<(), StoreError> {
        self.call()?;
        self.designs.get_mut(digest).ok_or(StoreError::Missing)?.2 = true;
        Ok(())
    }

    fn read(&mut self, digest: &Digest, offset: u32, out: &mut [u8]) -> Result<(), StoreError> {
        self.call()?;
        let (_, data, _) = self.designs.get(digest).ok_or(StoreError::Missing)?;
        let from = offset as usize;
        let data = data.get(from..from + out.len()).ok_or(StoreError::Range)?;
        out.copy_from_slice(data);
        Ok(())
    }

    fn discard(&mut self, digest: &Digest) -> Result<(), StoreError> {
        self.call()?;
        self.designs.remove(digest);
        Ok(())
    }

    fn status(&mut self) -> StoreStatus {
        StoreStatus {
            designs: self.designs.len() as u32,
            used_bytes: 0,
            free_bytes: u64::MAX,
        }
    }

    fn put_record(&mut self, bytes: &[u8]) -> Result<(), StoreError> {
        self.call()?;
        self.record = bytes.to_vec();
        Ok(())
    }

    fn record(&mut self, out: &mut [u8]) -> Result<usize, StoreError> {
        self.call()?;
        out.get_mut(..self.record.len())
            .ok_or(StoreError::Range)?
            .copy_from_slice(&self.record);
        Ok(self.record.len())
    }

    fn put_note(&mut self, bytes: &[u8]) -> Result<(), StoreError> {
        self.call()?;
        self.note = bytes.to_vec();
        Ok(())
    }

    fn note(&mut self, out: &mut [u8]) -> Result<usize, StoreError> {
        self.call()?;
        out.get_mut(..self.note.len())
            .ok_or(StoreError::Range)?
            .copy_from_slice(&self.note);
        Ok(self.note.len())
    }
}
