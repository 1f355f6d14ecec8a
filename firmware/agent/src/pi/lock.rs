//! One program at a time drives the pins
//!
//! A lock of the kernel on one file: it goes when its holder dies, however that happens.
//! The holder writes its name into the file, for the one who is refused. The file is
//! never removed: two programs that lock two files of the same name would both go on.

use std::fs;
use std::fs::File;
use std::fs::OpenOptions;
use std::fs::Permissions;
use std::fs::TryLockError;
use std::io;
use std::io::Write as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process;

use super::error::PiError;
use super::holder::Holder;

/// Where the file is if nobody says.
pub const DEFAULT_PATH: &str = "/run/lock/fic-agent.pins";

/// The right to drive the pins; given back when dropped.
#[derive(Debug)]
pub struct PinLock {
    _file: File,
}

impl PinLock {
    /// Takes the right to drive the pins.
    ///
    /// # Errors
    /// [`PiError::InUse`] names the program that has it; [`PiError::Lock`].
    pub fn take(path: &Path) -> Result<Self, PiError> {
        let failed = |source| PiError::Lock {
            path: path.into(),
            source,
        };
        let mut file = open(path).map_err(failed)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let holder = Holder::read(&file);
                return Err(PiError::InUse { holder });
            }
            Err(TryLockError::Error(error)) => return Err(failed(error)),
        }
        // The lock holds with an old name in it, too; it would only mislead a person.
        let _ = sign(&mut file);
        Ok(Self { _file: file })
    }
}

/// Opens the file, and makes it if it is not there.
///
/// Everybody may write to it: who drives the pins by whom is decided by who may open the
/// GPIO device, and an agent of one user must be able to follow that of another. It is
/// opened without `O_CREAT` first, which the kernel refuses even to root for the file of
/// somebody else in a folder like `/run/lock` (`fs.protected_regular`).
fn open(path: &Path) -> io::Result<File> {
    let existing = OpenOptions::new().read(true).write(true).open(path);
    match existing {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied => return File::open(path),
        other => return other,
    }
    let file = OpenOptions::new()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .open(path)?;
    file.set_permissions(Permissions::from_mode(0o666))?;
    Ok(file)
}

fn sign(file: &mut File) -> io::Result<()> {
    let name = fs::read_to_string("/proc/self/comm").unwrap_or_default();
    let name = name.trim();
    file.set_len(0)?;
    writeln!(file, "{name}, pid {}", process::id())
}

#[cfg(test)]
mod tests {
    use fic_error::Diagnostic as _;

    use super::*;

    fn refused(path: &Path) -> String {
        match PinLock::take(path) {
            Err(PiError::InUse { holder }) => holder.to_string(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn the_second_one_is_told_who_is_first() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("pins");
        let lock = PinLock::take(&path).unwrap();
        let pid = format!(", pid {}", process::id());
        assert!(refused(&path).ends_with(&pid));
        drop(lock);
        PinLock::take(&path).unwrap();
    }

    #[test]
    fn an_old_long_name_leaves_nothing_behind() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("pins");
        fs::write(&path, "x".repeat(4096)).unwrap();
        let _lock = PinLock::take(&path).unwrap();
        assert!(!refused(&path).contains('x'));
    }

    #[test]
    fn a_name_of_nonsense_does_not_reach_the_terminal() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("pins");
        let _lock = PinLock::take(&path).unwrap();
        fs::write(&path, b"\x1b[31mevil\xff\nmore").unwrap();
        assert_eq!(refused(&path), "[31mevil\u{fffd}");
        fs::write(&path, "").unwrap();
        assert_eq!(refused(&path), "another program");
    }

    #[test]
    fn a_folder_that_is_not_there_is_named() {
        let error = PinLock::take(Path::new("/nowhere/at/all")).unwrap_err();
        assert_eq!(error.code(), "pin_lock_failed");
        assert!(error.to_string().contains("/nowhere/at/all"));
    }
}
