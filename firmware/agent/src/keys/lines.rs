//! Small files of lines that people edit, too: read with care, replaced whole

use std::fs;
use std::fs::File;
use std::fs::TryLockError;
use std::io;
use std::io::Read as _;
use std::io::Write as _;
use std::path::Path;
use std::thread;
use std::time::Duration;
use std::time::Instant;

use tempfile::NamedTempFile;

use super::KeyError;
use super::secret_file::failed;
use super::secret_file::folder_of;
use super::secret_file::sync;

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
    // Before it is opened: opening a pipe would wait for its writer.
    match fs::metadata(path) {
        Ok(meta) if meta.is_file() => {}
        Ok(_) => return Err(failed(path, io::ErrorKind::InvalidInput.into())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(String::new()),
        Err(source) => return Err(failed(path, source)),
    }
    let file = open(path, false).map_err(|source| failed(path, source))?;
    let meta = file.metadata().map_err(|source| failed(path, source))?;
    check(path, &meta)?;
    let mut bytes = Vec::new();
    let read = file.take(MAX_FILE_LEN as u64 + 1).read_to_end(&mut bytes);
    read.map_err(|source| failed(path, source))?;
    if bytes.len() > MAX_FILE_LEN {
        return Err(KeyError::TooLong {
            path: path.into(),
            most: MAX_FILE_LEN,
        });
    }
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
    match mode & 0o022 == 0 && is_trusted(owner, ours, folder) {
        true => Ok(()),
        false => Err(KeyError::Writable {
            path: path.into(),
            mode,
            owner,
        }),
    }
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

/// Replaces the text of such a file by what `edit` makes of it, mode 0644; of several
/// processes one at a time. A cut leaves the old or the new file. Returns whether it changed.
///
/// # Errors
/// [`KeyError`] if it must not be believed, or cannot be read or written.
pub fn edit_lines<E: From<KeyError>>(
    path: &Path,
    edit: impl FnOnce(&str) -> Result<String, E>,
) -> Result<bool, E> {
    let folder = folder_of(path);
    let io = |source| E::from(failed(path, source));
    fs::create_dir_all(folder).map_err(io)?;
    let _lock = lock(&path.with_extension("lock")).map_err(io)?;
    let before = read(path)?;
    let after = edit(&before)?;
    if after == before {
        return Ok(false);
    }
    replace(path, folder, &after).map_err(io)?;
    Ok(true)
}

/// Opens a file to be read without waiting for a writer, should it be a pipe by now.
#[cfg(unix)]
fn open(path: &Path, no_link: bool) -> io::Result<File> {
    use rustix::fs::OFlags;
    use std::os::unix::fs::OpenOptionsExt as _;

    let mut flags = OFlags::NONBLOCK | OFlags::CLOEXEC;
    flags.set(OFlags::NOFOLLOW, no_link);
    let flags = i32::try_from(flags.bits()).unwrap_or(0);
    fs::OpenOptions::new()
        .read(true)
        .custom_flags(flags)
        .open(path)
}

#[cfg(not(unix))]
fn open(path: &Path, _: bool) -> io::Result<File> {
    File::open(path)
}

/// The file that is locked. Root edits in a folder of an agent without rights: through a
/// link there it would make a file wherever that agent likes.
fn lock_file(path: &Path) -> io::Result<File> {
    match open(path, true) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        opened => return opened,
    }
    match File::create_new(path) {
        // Another process was faster.
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => open(path, true),
        made => made,
    }
}

/// Whoever has it holds it for milliseconds; somebody who never lets go is not waited for.
fn lock(path: &Path) -> io::Result<File> {
    // To read is enough for a lock, and root may have made it.
    let file = lock_file(path)?;
    let until = Instant::now() + LOCK_WAIT;
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(file),
            Err(TryLockError::Error(error)) => return Err(error),
            Err(TryLockError::WouldBlock) if Instant::now() >= until => {
                let text = format!("another process holds `{}`", path.display());
                return Err(io::Error::new(io::ErrorKind::TimedOut, text));
            }
            Err(TryLockError::WouldBlock) => thread::sleep(Duration::from_millis(5)),
        }
    }
}

fn replace(path: &Path, folder: &Path, text: &str) -> io::Result<()> {
    let mut file = NamedTempFile::new_in(folder)?;
    file.write_all(text.as_bytes())?;
    readable(file.as_file())?;
    file.as_file().sync_all()?;
    file.persist(path).map_err(|error| error.error)?;
    sync(folder)
}

/// Public keys are no secret, and the agent may run as another user than who edits.
#[cfg(unix)]
fn readable(file: &File) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;

    file.set_permissions(fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn readable(_: &File) -> io::Result<()> {
    Ok(())
}

#[cfg(all(test, unix))]
mod tests {
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
