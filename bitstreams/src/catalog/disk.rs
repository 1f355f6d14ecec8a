//! Every change that the catalog makes to the disk, one function each.
//!
//! They go through one place so that a test can record their order and let any of them, and all
//! that come after it, fail: a full disk and a crash at every point there is.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::Path;
use std::process;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

/// The disk; in tests one that may break.
#[derive(Debug, Clone, Default)]
pub(super) struct Disk {
    #[cfg(test)]
    pub(super) script: std::sync::Arc<super::fault_tests::Script>,
}

impl Disk {
    #[cfg(test)]
    fn step(&self, what: &str, path: &Path) -> io::Result<()> {
        self.script.step(what, path)
    }

    #[cfg(not(test))]
    #[allow(
        clippy::unused_self,
        clippy::unnecessary_wraps,
        reason = "the tests' variant needs both"
    )]
    fn step(&self, _what: &str, _path: &Path) -> io::Result<()> {
        Ok(())
    }

    pub(super) fn create_dirs(&self, path: &Path) -> io::Result<()> {
        if path.is_dir() {
            return Ok(());
        }
        self.step("mkdir", path)?;
        fs::create_dir_all(path)
    }

    pub(super) fn create(&self, path: &Path) -> io::Result<File> {
        self.step("create", path)?;
        OpenOptions::new().write(true).create_new(true).open(path)
    }

    pub(super) fn write(&self, file: &mut File, path: &Path, bytes: &[u8]) -> io::Result<()> {
        let step = self.step("write", path);
        if cfg!(test) && step.is_err() {
            // A crash or a full disk leaves part of what was to be written.
            file.write_all(&bytes[..bytes.len() / 2])?;
        }
        step?;
        file.write_all(bytes)
    }

    pub(super) fn sync(&self, file: &File, path: &Path) -> io::Result<()> {
        self.step("sync", path)?;
        file.sync_all()
    }

    /// Replaces `to` in one step, also on Windows, and also while it is being read.
    pub(super) fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.step("rename", to)?;
        fs::rename(from, to)
    }

    pub(super) fn remove(&self, path: &Path) -> io::Result<()> {
        self.step("remove", path)?;
        fs::remove_file(path)
    }

    /// Makes renames and removals in a directory lasting.
    pub(super) fn sync_dir(&self, path: &Path) -> io::Result<()> {
        self.step("sync-dir", path)?;
        fic_files::sync_folder(path)
    }
}

/// A file name that no other process, now or earlier, has used.
pub(super) fn unique_name() -> String {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    let nanos = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |past| past.as_nanos());
    format!("{}-{count}-{nanos}", process::id())
}
