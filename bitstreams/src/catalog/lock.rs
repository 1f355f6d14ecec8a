//! The lock around changes of the index, and files that nobody else may sweep away.

use std::fs::{File, OpenOptions};
use std::path::{Path, PathBuf};

use fic_files::{LockError, lock_file};

use super::disk::{Disk, unique_name};
use super::{Catalog, CatalogError, Result};

/// Holds the catalog for one writer; released on drop, and by the system if the process dies.
pub(super) struct Guard {
    _file: File,
}

impl Catalog {
    /// Waits for the catalog's lock, at most the lock timeout.
    pub(super) fn lock(&self) -> Result<Guard> {
        for dir in [self.temp_dir(), self.blob_dir()] {
            self.disk
                .create_dirs(&dir)
                .map_err(|e| CatalogError::io("create", &dir, e))?;
        }
        let path = self.private_dir().join("lock");
        let file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&path)
            .map_err(|e| CatalogError::io("open", &path, e))?;
        match lock_file(&file, self.lock_timeout) {
            Ok(()) => Ok(Guard { _file: file }),
            Err(LockError::Held) => Err(CatalogError::Busy {
                path,
                waited_s: self.lock_timeout.as_secs(),
            }),
            Err(LockError::Io(e)) => Err(CatalogError::io("lock", &path, e)),
        }
    }

    /// A new file of this process. The guard keeps `gc` away until the file itself is locked.
    pub(super) fn temp(&self, _guard: &Guard) -> Result<Temp> {
        let path = self.temp_dir().join(unique_name());
        let file = self
            .disk
            .create(&path)
            .map_err(|e| CatalogError::io("create", &path, e))?;
        let temp = Temp {
            path,
            file: Some(file),
            disk: self.disk.clone(),
        };
        temp.file()
            .try_lock()
            .map_err(|e| CatalogError::io("lock", &temp.path, e.into()))?;
        Ok(temp)
    }

    /// Writes a small file aside and moves it to its place in one step.
    pub(super) fn replace(&self, guard: &Guard, to: &Path, bytes: &[u8]) -> Result<()> {
        let mut temp = self.temp(guard)?;
        temp.write(bytes)?;
        temp.sync()?;
        temp.move_to(guard, to)
    }
}

/// A file being written; removed on drop unless it was moved to its place.
pub(super) struct Temp {
    path: PathBuf,
    /// `None` once it has moved.
    file: Option<File>,
    disk: Disk,
}

impl Temp {
    #[allow(clippy::expect_used, reason = "an invariant of this file")]
    fn file(&self) -> &File {
        self.file
            .as_ref()
            .expect("only move_to takes the file, and it consumes the value")
    }

    pub(super) fn write(&mut self, bytes: &[u8]) -> Result<()> {
        let Some(file) = self.file.as_mut() else {
            return Ok(());
        };
        self.disk
            .write(file, &self.path, bytes)
            .map_err(|e| CatalogError::io("write", &self.path, e))
    }

    pub(super) fn sync(&self) -> Result<()> {
        self.disk
            .sync(self.file(), &self.path)
            .map_err(|e| CatalogError::io("sync", &self.path, e))
    }

    /// The caller syncs the directory.
    pub(super) fn move_to(mut self, _guard: &Guard, to: &Path) -> Result<()> {
        // Windows does not rename a file with a locked range; the guard keeps `gc` away meanwhile.
        self.file()
            .unlock()
            .map_err(|e| CatalogError::io("unlock", &self.path, e))?;
        self.disk
            .rename(&self.path, to)
            .map_err(|e| CatalogError::io("write", to, e))?;
        self.file = None;
        Ok(())
    }
}

impl Drop for Temp {
    fn drop(&mut self) {
        if self.file.take().is_some() {
            // Nothing is lost if this fails: `gc` sweeps what has no owner.
            let _ = self.disk.remove(&self.path);
        }
    }
}
