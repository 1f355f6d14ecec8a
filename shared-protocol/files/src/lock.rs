//! A lock of a file with a deadline

use std::fs::File;
use std::fs::OpenOptions;
use std::fs::TryLockError;
use std::io;
use std::path::Path;
use std::thread;
use std::time::Duration;
use std::time::Instant;

use crate::read::Links;
use crate::read::open_options;

/// The longest pause between two tries.
const MAX_PAUSE: Duration = Duration::from_millis(20);

/// Holds a lock; released on drop, and by the system if the process dies.
#[derive(Debug)]
pub struct Lock {
    _file: File,
}

/// Why a lock is not held.
#[derive(Debug)]
pub enum LockError {
    /// Another process has it, or another handle of this one.
    Held,
    /// The file cannot be opened, made or locked.
    Io(io::Error),
}

impl From<io::Error> for LockError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// Locks the file at `path`, made if it is not there, for one holder at a time; waits for
/// another holder at most `wait`, which may be zero.
///
/// A link is not followed: who locks in a folder of somebody else's would make a file
/// wherever that one likes.
///
/// # Errors
/// [`LockError`].
pub fn lock(path: &Path, wait: Duration) -> Result<Lock, LockError> {
    let file = open_or_make(path)?;
    lock_file(&file, wait)?;
    Ok(Lock { _file: file })
}

/// Locks an open file until it is closed or unlocked; otherwise as [`lock`].
///
/// # Errors
/// [`LockError`].
pub fn lock_file(file: &File, wait: Duration) -> Result<(), LockError> {
    // Polls: the blocking lock of the standard library has no deadline.
    let until = Instant::now().checked_add(wait);
    let mut pause = Duration::from_millis(1);
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(()),
            Err(TryLockError::Error(error)) => return Err(LockError::Io(error)),
            Err(TryLockError::WouldBlock) => {}
        }
        let left = until.map_or(MAX_PAUSE, |until| {
            until.saturating_duration_since(Instant::now())
        });
        if left.is_zero() {
            return Err(LockError::Held);
        }
        thread::sleep(pause.min(left));
        pause = (pause * 2).min(MAX_PAUSE);
    }
}

fn open_or_make(path: &Path) -> io::Result<File> {
    match open(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        opened => return opened,
    }
    match File::create_new(path) {
        // Another process was faster.
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => open(path),
        made => made,
    }
}

/// A network file system locks only what may be written; elsewhere reading is enough, and
/// somebody else may have made the file.
fn open(path: &Path) -> io::Result<File> {
    let mut options: OpenOptions = open_options(Links::Refuse);
    match options.write(true).open(path) {
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied => {
            options.write(false).open(path)
        }
        opened => opened,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_holds_it_and_the_next_gets_it_after_that() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("lock");
        let held = lock(&path, Duration::ZERO).unwrap();
        for wait in [Duration::ZERO, Duration::from_millis(3)] {
            let again = lock(&path, wait);
            assert!(matches!(again, Err(LockError::Held)), "{again:?}");
        }
        drop(held);
        assert!(lock(&path, Duration::ZERO).is_ok());
    }

    #[test]
    fn who_waits_gets_it_once_it_is_free() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("lock");
        let held = lock(&path, Duration::ZERO).unwrap();
        thread::scope(|scope| {
            let next = scope.spawn(|| lock(&path, Duration::MAX).is_ok());
            drop(held);
            assert!(next.join().unwrap());
        });
    }

    #[test]
    fn a_folder_that_is_missing_is_no_holder() {
        let folder = tempfile::tempdir().unwrap();
        let error = lock(&folder.path().join("no/lock"), Duration::ZERO).unwrap_err();
        assert!(matches!(error, LockError::Io(_)), "{error:?}");
    }

    #[cfg(unix)]
    #[test]
    fn no_file_is_made_or_locked_through_a_link() {
        let folder = tempfile::tempdir().unwrap();
        let (link, elsewhere) = (folder.path().join("lock"), folder.path().join("elsewhere"));
        std::os::unix::fs::symlink(&elsewhere, &link).unwrap();
        assert!(lock(&link, Duration::ZERO).is_err());
        assert!(!elsewhere.exists());
        std::fs::write(&elsewhere, "").unwrap();
        assert!(lock(&link, Duration::ZERO).is_err());
    }
}
