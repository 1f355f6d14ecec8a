//! A small file that is always whole

use std::io;
use std::path::Path;
use std::path::PathBuf;

use super::files::Directory;
use super::files::remove;

/// A small file in a store's folder, for what is not the store's own.
#[derive(Debug)]
pub(crate) struct SmallFile {
    directory: Directory,
    name: PathBuf,
}

impl SmallFile {
    /// The file at `path`; `durable` if it has to survive a power cut.
    pub(crate) fn new(path: PathBuf, durable: bool) -> Self {
        let folder = path.parent().unwrap_or(Path::new("."));
        let directory = Directory {
            durable,
            ..Directory::new(folder)
        };
        Self {
            directory,
            name: path,
        }
    }

    /// Its bytes; none if it is not there or longer than `most`.
    pub(crate) fn read(&self, most: usize) -> io::Result<Vec<u8>> {
        self.directory.read_path(&self.name, most)
    }

    /// After a power cut the old or the new contents are there.
    pub(crate) fn replace(&self, contents: &[u8]) -> io::Result<()> {
        self.directory.replace(&self.name, contents)
    }

    /// Removes it for good; one that is not there is no error.
    pub(crate) fn remove(&self) -> io::Result<()> {
        remove(&self.name)?;
        self.directory.sync()
    }
}
