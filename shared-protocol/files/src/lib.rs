//! Files that are whole or not there: replaced in one step, locked with a deadline, read bounded
//!
//! Everything that keeps small files (configuration, keys, the agent's store, the catalog)
//! writes them through [`Replace`]. Nothing here knows what is in them.
#![forbid(unsafe_code)]

mod lock;
mod read;
mod replace;
mod steps;

use std::fs;
use std::fs::File;
use std::io;
use std::path::Path;

pub use lock::Lock;
pub use lock::LockError;
pub use lock::lock;
pub use lock::lock_file;
pub use read::Links;
pub use read::open_regular;
pub use read::read_bounded;
pub use replace::Replace;
pub use replace::Replacement;
pub use replace::TEMPORARY_SUFFIX;

/// The folder that a path is in, so that it can be opened: `.` of a bare name.
pub fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

/// Makes the names in a folder (renames, removals, new files) survive a power cut.
///
/// Windows has no such call, nor have some network file systems: there it does nothing.
///
/// # Errors
/// The folder cannot be opened or flushed.
pub fn sync_folder(folder: &Path) -> io::Result<()> {
    steps::step(steps::Step::SyncFolder)?;
    if !cfg!(unix) {
        return Ok(());
    }
    match File::open(folder)?.sync_all() {
        Err(error) if is_unknown(&error) => Ok(()),
        synced => synced,
    }
}

fn is_unknown(error: &io::Error) -> bool {
    let kind = error.kind();
    kind == io::ErrorKind::InvalidInput || kind == io::ErrorKind::Unsupported
}

/// Removes a file; one that is not there is no error.
///
/// # Errors
/// It is there and cannot be removed.
pub fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}
