//! The file of a private key: nobody but its owner, whole or not there

use std::fs;
use std::io;
use std::io::Write as _;
use std::path::Path;

use fic_files::Links;
use fic_files::Replace;
use fic_files::folder_of;
use fic_files::open_regular;
use fic_files::read_bounded;

use crate::error::KeyError;

/// Far more than a key in PEM form has.
const MAX_LEN: usize = 16 * 1024;

/// Reads it; `None` if there is none.
pub(super) fn read(path: &Path) -> Result<Option<Vec<u8>>, KeyError> {
    let no_key = || KeyError::NoKey { path: path.into() };
    let file = match open_regular(path, Links::Follow) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) if error.kind() == io::ErrorKind::InvalidInput => return Err(no_key()),
        Err(source) => return Err(failed(path, source)),
    };
    let meta = file.metadata().map_err(|source| failed(path, source))?;
    check(path, &meta)?;
    let bytes = read_bounded(file, MAX_LEN).map_err(|source| failed(path, source))?;
    bytes.ok_or_else(no_key).map(Some)
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
    try_make(path, bytes).map_err(|source| failed(path, source))
}

fn try_make(path: &Path, bytes: &[u8]) -> io::Result<()> {
    fs::create_dir_all(folder_of(path))?;
    let mut file = Replace::new().mode(0o600).begin(path)?;
    file.write_all(bytes)?;
    file.commit_new().map(|_| ())
}

pub(super) fn failed(path: &Path, source: io::Error) -> KeyError {
    KeyError::Io {
        path: path.into(),
        source,
    }
}
