//! Small files of lines that people edit, too: read with care, replaced whole

use std::fs;
use std::io;
use std::path::Path;
use std::time::Duration;

use fic_files::Links;
use fic_files::Lock;
use fic_files::LockError;
use fic_files::Replace;
use fic_files::folder_of;
use fic_files::open_regular;
use fic_files::read_bounded;

use crate::error::KeyError;
use crate::secret_file::failed;

/// Most that is read of a file of keys, bytes: about 2,000 keys.
pub const MAX_FILE_LEN: usize = 256 * 1024;
/// For another process's edit.
const LOCK_WAIT: Duration = Duration::from_secs(10);

/// An empty line or a comment.
pub(super) fn says_nothing(line: &str) -> bool {
    let line = line.trim_start();
    line.is_empty() || line.starts_with('#')
}

/// Reads a file that nobody but its owner may write; one that is not there is empty.
///
/// Bytes that are no UTF-8 spoil their line only.
///
/// # Errors
/// [`KeyError`] if it must not be believed, or cannot be read.
pub fn read(path: &Path) -> Result<String, KeyError> {
    let file = match open_regular(path, Links::Follow) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(String::new()),
        opened => opened.map_err(|source| failed(path, source))?,
    };
    let meta = file.metadata().map_err(|source| failed(path, source))?;
    check(path, &meta)?;
    let bytes = read_bounded(file, MAX_FILE_LEN).map_err(|source| failed(path, source))?;
    let bytes = bytes.ok_or_else(|| KeyError::TooLong {
        path: path.into(),
        most: MAX_FILE_LEN,
    })?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

#[cfg(unix)]
fn check(path: &Path, meta: &fs::Metadata) -> Result<(), KeyError> {
    use std::os::unix::fs::MetadataExt as _;

    let (mode, owner) = (meta.mode() & 0o7777, meta.uid());
    let ours = rustix::process::geteuid().as_raw();
    let folder = fs::metadata(folder_of(path))
        .map(|folder| folder.uid())
        .ok();
    if mode & 0o022 == 0 && is_trusted(owner, ours, folder) {
        return Ok(());
    }
    Err(KeyError::Writable {
        path: path.into(),
        mode,
        owner,
    })
}

/// Its owner is this user or root; where root looks, that of the folder, too: a service
/// has its folder to itself, and who owns it could replace the file anyway.
#[cfg(unix)]
fn is_trusted(owner: u32, ours: u32, folder: Option<u32>) -> bool {
    owner == ours || owner == 0 || (ours == 0 && folder == Some(owner))
}

#[cfg(not(unix))]
fn check(_: &Path, _: &fs::Metadata) -> Result<(), KeyError> {
    Ok(())
}

/// Replaces the text of such a file by what `edit` makes of it; of several processes one at
/// a time. A cut leaves the old or the new file. Returns whether it changed.
///
/// A new file has mode 0644: public keys are no secret, and the agent may run as another
/// user than who edits.
///
/// # Errors
/// [`KeyError`] if it must not be believed, or cannot be read or written.
pub fn edit_lines<E: From<KeyError>>(
    path: &Path,
    edit: impl FnOnce(&str) -> Result<String, E>,
) -> Result<bool, E> {
    let io = |source| E::from(failed(path, source));
    fs::create_dir_all(folder_of(path)).map_err(io)?;
    let _lock = lock(&path.with_extension("lock")).map_err(io)?;
    let before = read(path)?;
    let after = edit(&before)?;
    if after == before {
        return Ok(false);
    }
    let how = Replace::new().mode(0o644);
    how.write(path, after.as_bytes()).map_err(io)?;
    Ok(true)
}

/// Whoever has it holds it for milliseconds; somebody who never lets go is not waited for.
fn lock(path: &Path) -> io::Result<Lock> {
    fic_files::lock(path, LOCK_WAIT).map_err(|error| match error {
        LockError::Io(error) => error,
        LockError::Held => {
            let text = format!("another process holds `{}`", path.display());
            io::Error::new(io::ErrorKind::TimedOut, text)
        }
    })
}

#[cfg(all(test, unix))]
mod tests {
    use fic_error::Diagnostic as _;

    use super::*;

    #[test]
    fn root_believes_the_owner_of_the_folder_and_others_do_not() {
        for (owner, ours, folder, expected) in [
            (1000, 1000, Some(0), true),
            (0, 1000, Some(1000), true),
            (998, 0, Some(998), true),
            (998, 0, Some(997), false),
            (998, 0, None, false),
            (998, 1000, Some(998), false),
        ] {
            let found = is_trusted(owner, ours, folder);
            assert_eq!(found, expected, "{owner} {ours} {folder:?}");
        }
    }

    #[test]
    fn an_edit_makes_no_file_through_a_link() {
        let folder = tempfile::tempdir().unwrap();
        let elsewhere = folder.path().join("elsewhere");
        let path = folder.path().join("authorized");
        std::os::unix::fs::symlink(&elsewhere, path.with_extension("lock")).unwrap();
        let edited = edit_lines::<KeyError>(&path, |_| Ok("a line\n".into()));
        assert_eq!(edited.unwrap_err().code(), "key_io");
        assert!(!elsewhere.exists() && !path.exists());
    }
}
