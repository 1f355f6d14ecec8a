//! The file of a private key: nobody but its owner, whole or not there

use std::fs;
use std::fs::File;
use std::io;
use std::io::Read as _;
use std::io::Write as _;
use std::path::Path;

use tempfile::NamedTempFile;

use super::KeyError;

/// Far more than a key in PEM form has.
const MAX_LEN: u64 = 16 * 1024;

/// Reads it; `None` if there is none.
pub(super) fn read(path: &Path) -> Result<Option<Vec<u8>>, KeyError> {
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(source) => return Err(failed(path, source)),
    };
    let meta = file.metadata().map_err(|source| failed(path, source))?;
    if !meta.is_file() {
        return Err(KeyError::NoKey { path: path.into() });
    }
    check(path, &meta)?;
    let mut bytes = Vec::new();
    let read = file.take(MAX_LEN).read_to_end(&mut bytes);
    read.map_err(|source| failed(path, source))?;
    Ok(Some(bytes))
}

#[cfg(unix)]
fn check(path: &Path, meta: &fs::Metadata) -> Result<(), KeyError> {
    use std::os::unix::fs::MetadataExt as _;

    let (mode, owner) = (meta.mode() & 0o7777, meta.uid());
    let ours = rustix::process::geteuid().as_raw();
    let path = || path.into();
    match () {
        () if mode & 0o077 != 0 => Err(KeyError::Mode { path: path(), mode }),
        // Root may look at the keys of a service.
        () if owner != ours && ours != 0 => Err(KeyError::Owner {
            path: path(),
            owner,
            ours,
        }),
        () => Ok(()),
    }
}

/// Other systems keep a user's own folder to the user.
#[cfg(not(unix))]
fn check(_: &Path, _: &fs::Metadata) -> Result<(), KeyError> {
    Ok(())
}

/// Makes it, with mode 0600 from the start. Whoever else made one meanwhile is first:
/// read again what is there.
pub(super) fn make(path: &Path, bytes: &[u8]) -> Result<(), KeyError> {
    let failed = |source| failed(path, source);
    let folder = folder_of(path);
    fs::create_dir_all(folder).map_err(failed)?;
    // tempfile opens with O_EXCL and mode 0600.
    let mut file = NamedTempFile::new_in(folder).map_err(failed)?;
    file.write_all(bytes).map_err(failed)?;
    file.as_file().sync_all().map_err(failed)?;
    match file.persist_noclobber(path) {
        Err(error) if error.error.kind() != io::ErrorKind::AlreadyExists => {
            Err(failed(error.error))
        }
        _ => sync(folder).map_err(failed),
    }
}

/// The folder that a path is in, so that it can be opened.
pub(super) fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

/// A name survives a power cut only with its folder.
#[cfg(unix)]
pub(super) fn sync(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

/// Folders cannot be opened as files there.
#[cfg(not(unix))]
pub(super) fn sync(_: &Path) -> io::Result<()> {
    Ok(())
}

pub(super) fn failed(path: &Path, source: io::Error) -> KeyError {
    KeyError::Io {
        path: path.into(),
        source,
    }
}
