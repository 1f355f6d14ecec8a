//! A directory as the store of the request service

use std::fs;
use std::fs::File;
use std::io;
use std::path::Path;
use std::time::SystemTime;

use fic_core::MAX_RECORD_LEN;
use fic_core::MAX_STORED_NOTE_LEN;
use fic_core::Staged;
use fic_core::Store;
use fic_core::StoreError;
use fic_files::Lock;
use fic_files::remove;
use fic_protocol::Digest;
use fic_protocol::StoreStatus;

use super::OpenError;
use super::evict::SpaceRequest;
use super::evict::candidates;
use super::files::BOOT;
use super::files::Directory;
use super::files::FileKind;
use super::files::NOTE;
use super::files::RECORD;
use super::files::store_error;
use super::handles::Handles;
use super::index::Entry;
use super::index::Index;
use super::limit::free_on_disk;
use super::lock::lock;

/// Staged designs in a directory; memory is bounded however large they are.
#[derive(Debug)]
pub struct DiskStore {
    directory: Directory,
    index: Index,
    handles: Handles,
    record: Vec<u8>,
    boot: Option<Digest>,
    limit: u64,
    _lock: Lock,
}

impl DiskStore {
    /// Opens or makes the store in `path`, at most `limit` bytes large; without a limit
    /// it may have nine tenths of what is free now.
    ///
    /// # Errors
    /// [`OpenError::Locked`] if another agent uses it; [`OpenError::Io`].
    pub fn open(path: &Path, limit: Option<u64>) -> Result<Self, OpenError> {
        Self::open_in(Directory::new(path), limit)
    }

    /// As [`Self::open`], for a folder that nobody needs after this process: nothing is
    /// flushed to the disk.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub fn open_temporary(path: &Path, limit: Option<u64>) -> Result<Self, OpenError> {
        let directory = Directory {
            durable: false,
            ..Directory::new(path)
        };
        Self::open_in(directory, limit)
    }

    fn open_in(directory: Directory, limit: Option<u64>) -> Result<Self, OpenError> {
        let path = &directory.path;
        let failed = |source| OpenError::Io {
            path: path.clone(),
            source,
        };
        fs::create_dir_all(path).map_err(failed)?;
        let lock = lock(path)?;
        let index = Index::read(&directory).map_err(failed)?;
        let limit = limit.unwrap_or_else(|| {
            let free = free_on_disk(path);
            index.used_bytes().saturating_add(free - free / 10)
        });
        Ok(Self {
            record: directory.read(RECORD, MAX_RECORD_LEN).map_err(failed)?,
            boot: directory.boot().map_err(failed)?,
            directory,
            index,
            handles: Handles::default(),
            limit,
            _lock: lock,
        })
    }

    /// Bytes that it may hold.
    pub fn limit(&self) -> u64 {
        self.limit
    }

    fn entry(&mut self, digest: &Digest) -> Result<&mut Entry, StoreError> {
        self.index
            .entries
            .get_mut(digest)
            .ok_or(StoreError::Missing)
    }

    /// Lets designs go until `len_bytes` more fit; none if even that would not do.
    fn make_room(&mut self, len_bytes: u64) -> Result<(), StoreError> {
        let candidates = candidates(&self.index, &self.record, self.boot, SystemTime::now());
        let mut request = SpaceRequest::of(&self.index, len_bytes);
        let mut leaving = Vec::new();
        let disk = free_on_disk(&self.directory.path);
        for (digest, entry) in candidates {
            if request.is_met(self.limit, disk) {
                break;
            }
            request.without(&entry);
            leaving.push(digest);
        }
        if !request.is_met(self.limit, disk) {
            return Err(StoreError::Full);
        }
        leaving.iter().try_for_each(|digest| self.discard(digest))
    }

    fn try_begin(&mut self, digest: &Digest, len_bytes: u32) -> io::Result<()> {
        let len = self.directory.of(digest, FileKind::Len);
        self.directory
            .replace(&len, len_bytes.to_string().as_bytes())?;
        File::create(self.directory.of(digest, FileKind::Part))?;
        Ok(())
    }

    fn try_commit(&mut self, digest: &Digest) -> io::Result<()> {
        let part = self.directory.of(digest, FileKind::Part);
        if self.directory.durable {
            self.handles.sync(digest, &part)?;
        }
        // Not every system renames an open file.
        self.handles.close(digest);
        fs::rename(&part, self.directory.of(digest, FileKind::Native))?;
        self.directory.sync()?;
        remove(&self.directory.of(digest, FileKind::Len))
    }

    fn try_discard(&mut self, digest: &Digest) -> io::Result<()> {
        self.handles.close(digest);
        // The length last: a part without one is removed at the next start.
        for kind in [FileKind::Native, FileKind::Part, FileKind::Len] {
            remove(&self.directory.of(digest, kind))?;
        }
        Ok(())
    }

    /// Remembers on the disk, too, that a design was wanted: the next start sorts by it.
    fn touch(&mut self, digest: &Digest) {
        let now = SystemTime::now();
        let path = self.directory.of(digest, FileKind::Native);
        let _ = File::options()
            .write(true)
            .open(path)
            .and_then(|file| file.set_modified(now));
        if let Ok(entry) = self.entry(digest) {
            entry.used_at = now;
        }
    }
}

impl Store for DiskStore {
    fn find(&mut self, digest: &Digest) -> Option<Staged> {
        let entry = self.index.entries.get(digest)?;
        Some(Staged {
            len_bytes: entry.len_bytes,
            have_bytes: entry.have_bytes,
            complete: entry.complete,
        })
    }

    fn begin(&mut self, digest: &Digest, len_bytes: u32) -> Result<(), StoreError> {
        self.discard(digest)?;
        self.make_room(u64::from(len_bytes))?;
        if let Err(error) = self.try_begin(digest, len_bytes) {
            let _ = self.try_discard(digest);
            return Err(store_error(&error));
        }
        let entry = Entry {
            len_bytes,
            have_bytes: 0,
            complete: false,
            used_at: SystemTime::now(),
        };
        self.index.entries.insert(*digest, entry);
        Ok(())
    }

    fn append(&mut self, digest: &Digest, offset: u32, data: &[u8]) -> Result<(), StoreError> {
        let entry = *self.entry(digest)?;
        let left = entry.len_bytes - entry.have_bytes;
        let len = u32::try_from(data.len()).unwrap_or(u32::MAX);
        if entry.complete || offset != entry.have_bytes || len > left {
            return Err(StoreError::Range);
        }
        let path = self.directory.of(digest, FileKind::Part);
        self.handles
            .append(digest, &path, u64::from(offset), data)
            .map_err(|error| store_error(&error))?;
        let entry = self.entry(digest)?;
        entry.have_bytes += len;
        entry.used_at = SystemTime::now();
        Ok(())
    }

    fn commit(&mut self, digest: &Digest) -> Result<(), StoreError> {
        let entry = *self.entry(digest)?;
        if entry.complete {
            return Ok(());
        }
        if entry.have_bytes != entry.len_bytes {
            return Err(StoreError::Range);
        }
        self.try_commit(digest)
            .map_err(|error| store_error(&error))?;
        let entry = self.entry(digest)?;
        entry.complete = true;
        entry.used_at = SystemTime::now();
        Ok(())
    }

    fn read(&mut self, digest: &Digest, offset: u32, out: &mut [u8]) -> Result<(), StoreError> {
        let entry = *self.entry(digest)?;
        let end = u64::from(offset) + out.len() as u64;
        if end > u64::from(entry.have_bytes) {
            return Err(StoreError::Range);
        }
        let kind = if entry.complete {
            FileKind::Native
        } else {
            FileKind::Part
        };
        if offset == 0 && entry.complete {
            self.touch(digest);
        }
        let path = self.directory.of(digest, kind);
        self.handles
            .read(digest, &path, u64::from(offset), out)
            .map_err(|_| StoreError::Io)
    }

    fn discard(&mut self, digest: &Digest) -> Result<(), StoreError> {
        if self.index.entries.remove(digest).is_none() {
            return Ok(());
        }
        self.try_discard(digest)
            .map_err(|error| store_error(&error))
    }

    fn status(&mut self) -> StoreStatus {
        let complete = self.index.entries.values().filter(|entry| entry.complete);
        let left = self.limit.saturating_sub(self.index.promised_bytes());
        StoreStatus {
            designs: complete.count() as u32,
            used_bytes: self.index.used_bytes(),
            free_bytes: left.min(free_on_disk(&self.directory.path)),
        }
    }

    fn put_record(&mut self, bytes: &[u8]) -> Result<(), StoreError> {
        let path = self.directory.path.join(RECORD);
        self.directory
            .replace(&path, bytes)
            .map_err(|error| store_error(&error))?;
        self.record = bytes.to_vec();
        Ok(())
    }

    fn record(&mut self, out: &mut [u8]) -> Result<usize, StoreError> {
        let room = out.get_mut(..self.record.len()).ok_or(StoreError::Range)?;
        room.copy_from_slice(&self.record);
        Ok(self.record.len())
    }

    fn put_note(&mut self, bytes: &[u8]) -> Result<(), StoreError> {
        let path = self.directory.path.join(NOTE);
        self.directory
            .replace(&path, bytes)
            .map_err(|error| store_error(&error))
    }

    fn note(&mut self, out: &mut [u8]) -> Result<usize, StoreError> {
        let note = self
            .directory
            .read(NOTE, MAX_STORED_NOTE_LEN)
            .map_err(|_| StoreError::Io)?;
        let room = out.get_mut(..note.len()).ok_or(StoreError::Range)?;
        room.copy_from_slice(&note);
        Ok(note.len())
    }

    fn set_boot(&mut self, digest: Option<&Digest>) -> Result<(), StoreError> {
        let path = self.directory.path.join(BOOT);
        let done = match digest {
            Some(digest) => self.directory.replace(&path, digest.to_string().as_bytes()),
            None => remove(&path).and_then(|()| self.directory.sync()),
        };
        done.map_err(|error| store_error(&error))?;
        self.boot = digest.copied();
        Ok(())
    }

    fn boot(&mut self) -> Option<Digest> {
        self.boot
    }
}
