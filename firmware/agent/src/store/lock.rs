//! One agent a store

use std::fs::File;
use std::fs::TryLockError;
use std::path::Path;

use super::OpenError;
use super::files::LOCK;

/// Takes the store, for as long as the returned file is open.
pub(super) fn lock(path: &Path) -> Result<File, OpenError> {
    let failed = |source| OpenError::Io {
        path: path.into(),
        source,
    };
    let file = File::create(path.join(LOCK)).map_err(failed)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(OpenError::Locked { path: path.into() }),
        Err(TryLockError::Error(source)) => Err(failed(source)),
    }
}
