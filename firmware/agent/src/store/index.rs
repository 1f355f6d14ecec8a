//! Which designs there are, read once at start

use std::collections::HashMap;
use std::fs;
use std::io;
use std::time::SystemTime;

use fic_files::remove;
use fic_protocol::Digest;
use fic_protocol::limits::MAX_DESIGN_LEN;

use super::files::Directory;
use super::files::FileKind;

/// One design.
#[derive(Debug, Clone, Copy)]
pub(super) struct Entry {
    pub(super) len_bytes: u32,
    pub(super) have_bytes: u32,
    pub(super) complete: bool,
    pub(super) used_at: SystemTime,
}

/// All designs of a store.
#[derive(Debug, Default)]
pub(super) struct Index {
    pub(super) entries: HashMap<Digest, Entry>,
}

impl Index {
    /// Reads the directory and removes what an agent that was killed left half done.
    pub(super) fn read(directory: &Directory) -> io::Result<Self> {
        let mut index = Self::default();
        let mut lengths = Vec::new();
        for file in fs::read_dir(&directory.path)? {
            let file = file?;
            let name = file.file_name();
            let name = name.to_str().unwrap_or_default();
            if Directory::is_temporary(name) {
                remove(&file.path())?;
                continue;
            }
            match Directory::parse(name) {
                Some((digest, FileKind::Native)) => index.native(digest, &file.metadata()?),
                Some((digest, FileKind::Len)) => lengths.push(digest),
                Some((digest, FileKind::Part))
                    if !directory.of(&digest, FileKind::Len).exists() =>
                {
                    remove(&file.path())?;
                }
                _ => {}
            }
        }
        for digest in lengths {
            index.part(directory, digest)?;
        }
        Ok(index)
    }

    fn native(&mut self, digest: Digest, meta: &fs::Metadata) {
        let Ok(len_bytes) = u32::try_from(meta.len()) else {
            return;
        };
        let entry = Entry {
            len_bytes,
            have_bytes: len_bytes,
            complete: true,
            used_at: meta.modified().unwrap_or(SystemTime::UNIX_EPOCH),
        };
        self.entries.insert(digest, entry);
    }

    fn part(&mut self, directory: &Directory, digest: Digest) -> io::Result<()> {
        let (part, len) = (
            directory.of(&digest, FileKind::Part),
            directory.of(&digest, FileKind::Len),
        );
        let complete = self
            .entries
            .get(&digest)
            .is_some_and(|entry| entry.complete);
        let len_bytes = fs::read_to_string(&len)
            .ok()
            .and_then(|text| text.trim().parse().ok())
            .filter(|&len_bytes: &u32| len_bytes <= MAX_DESIGN_LEN);
        let meta = fs::metadata(&part).ok();
        let have_bytes = meta
            .as_ref()
            .and_then(|meta| u32::try_from(meta.len()).ok());
        match (len_bytes, have_bytes) {
            (Some(len_bytes), Some(have_bytes)) if have_bytes <= len_bytes && !complete => {
                let entry = Entry {
                    len_bytes,
                    have_bytes,
                    complete: false,
                    used_at: meta
                        .and_then(|meta| meta.modified().ok())
                        .unwrap_or(SystemTime::UNIX_EPOCH),
                };
                self.entries.insert(digest, entry);
                Ok(())
            }
            _ => {
                remove(&part)?;
                remove(&len)
            }
        }
    }

    /// Bytes on the disk; a partial counts with its whole length, which was promised to it.
    pub(super) fn promised_bytes(&self) -> u64 {
        let lengths = self
            .entries
            .values()
            .map(|entry| u64::from(entry.len_bytes));
        lengths.sum()
    }

    /// Bytes on the disk now.
    pub(super) fn used_bytes(&self) -> u64 {
        let lengths = self
            .entries
            .values()
            .map(|entry| u64::from(entry.have_bytes));
        lengths.sum()
    }

    /// Bytes that partials still need.
    pub(super) fn missing_bytes(&self) -> u64 {
        self.promised_bytes() - self.used_bytes()
    }
}
