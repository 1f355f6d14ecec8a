//! One agent a store

use std::path::Path;
use std::time::Duration;

use fic_files::Lock;
use fic_files::LockError;

use super::OpenError;
use super::files::LOCK;

/// Takes the store, for as long as the lock lives.
pub(super) fn lock(path: &Path) -> Result<Lock, OpenError> {
    fic_files::lock(&path.join(LOCK), Duration::ZERO).map_err(|error| match error {
        LockError::Held => OpenError::Locked { path: path.into() },
        LockError::Io(source) => OpenError::Io {
            path: path.into(),
            source,
        },
    })
}
