//! Reading a file that anybody may have written

use std::fs;
use std::fs::File;
use std::fs::OpenOptions;
use std::io;
use std::io::Read;
use std::path::Path;

/// What becomes of a path that is a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Links {
    /// The file that it stands for is opened.
    Follow,
    /// It is not opened.
    Refuse,
}

/// Opens a regular file to be read. A pipe is not waited for, and a device is not touched.
///
/// # Errors
/// [`io::ErrorKind::InvalidInput`] if it is something else, and those of opening it.
pub fn open_regular(path: &Path, links: Links) -> io::Result<File> {
    // Before it is opened: opening a device may do something.
    let before = match links {
        Links::Follow => fs::metadata(path)?,
        Links::Refuse => fs::symlink_metadata(path)?,
    };
    if !before.is_file() {
        return Err(io::ErrorKind::InvalidInput.into());
    }
    let file = open_options(links).open(path)?;
    // It may have been replaced since.
    if file.metadata()?.is_file() {
        Ok(file)
    } else {
        Err(io::ErrorKind::InvalidInput.into())
    }
}

/// Reads to the end; `None` if that is more than `most` bytes away.
///
/// # Errors
/// Those of `source`.
pub fn read_bounded(source: impl Read, most: usize) -> io::Result<Option<Vec<u8>>> {
    let mut bytes = Vec::new();
    let limit = (most as u64).saturating_add(1);
    source.take(limit).read_to_end(&mut bytes)?;
    Ok((bytes.len() <= most).then_some(bytes))
}

/// To read, without waiting for a pipe's writer.
#[cfg(unix)]
pub(crate) fn open_options(links: Links) -> OpenOptions {
    use std::os::unix::fs::OpenOptionsExt as _;

    use rustix::fs::OFlags;

    let mut flags = OFlags::NONBLOCK;
    flags.set(OFlags::NOFOLLOW, links == Links::Refuse);
    let mut options = File::options();
    // All flags are below 2^31.
    options
        .read(true)
        .custom_flags(i32::try_from(flags.bits()).unwrap_or(0));
    options
}

#[cfg(not(unix))]
pub(crate) fn open_options(_: Links) -> OpenOptions {
    let mut options = File::options();
    options.read(true);
    options
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_read_up_to_its_bound() {
        for (most, expected) in [(2, None), (3, Some(b"abc".to_vec()))] {
            assert_eq!(read_bounded(&b"abc"[..], most).unwrap(), expected);
        }
        assert_eq!(read_bounded(io::repeat(1), 1000).unwrap(), None);
        assert_eq!(read_bounded(io::empty(), 0).unwrap(), Some(vec![]));
        assert_eq!(read_bounded(&b"a"[..], usize::MAX).unwrap().unwrap(), b"a");
    }

    #[test]
    fn only_a_file_is_opened() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        let missing = open_regular(&path, Links::Follow).unwrap_err();
        assert_eq!(missing.kind(), io::ErrorKind::NotFound);
        let error = open_regular(folder.path(), Links::Follow).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::InvalidInput);
        fs::write(&path, "text").unwrap();
        let file = open_regular(&path, Links::Refuse).unwrap();
        assert_eq!(read_bounded(file, 9).unwrap().unwrap(), b"text");
    }

    #[cfg(unix)]
    #[test]
    fn a_link_is_followed_only_if_asked_and_a_pipe_never_waited_for() {
        use rustix::fs::FileType;
        use rustix::fs::Mode;

        let folder = tempfile::tempdir().unwrap();
        let (path, link) = (folder.path().join("file"), folder.path().join("link"));
        fs::write(&path, "text").unwrap();
        std::os::unix::fs::symlink(&path, &link).unwrap();
        assert!(open_regular(&link, Links::Follow).is_ok());
        assert!(open_regular(&link, Links::Refuse).is_err());
        #[cfg(target_os = "linux")]
        {
            let pipe = folder.path().join("pipe");
            let cwd = rustix::fs::CWD;
            rustix::fs::mknodat(cwd, &pipe, FileType::Fifo, Mode::RUSR, 0).unwrap();
            assert!(open_regular(&pipe, Links::Follow).is_err());
        }
    }
}
