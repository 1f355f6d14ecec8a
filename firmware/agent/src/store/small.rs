//! A small file that is always whole

use std::io;
use std::path::PathBuf;

use fic_files::Replace;
use fic_files::folder_of;
use fic_files::sync_folder;

use super::files::read_small;

/// A small file in a store's folder, for what is not the store's own.
#[derive(Debug)]
pub(crate) struct SmallFile {
    path: PathBuf,
    durable: bool,
}

impl SmallFile {
    /// The file at `path`; `durable` if it has to survive a power cut.
    pub(crate) fn new(path: PathBuf, durable: bool) -> Self {
        Self { path, durable }
    }

    /// Its bytes; none if it is not there or longer than `most`.
    pub(crate) fn read(&self, most: usize) -> io::Result<Vec<u8>> {
        read_small(&self.path, most)
    }

    /// After a power cut the old or the new contents are there.
    pub(crate) fn replace(&self, contents: &[u8]) -> io::Result<()> {
        let how = Replace::new().durable(self.durable);
        how.write(&self.path, contents)
    }

    /// Removes it for good; one that is not there is no error.
    pub(crate) fn remove(&self) -> io::Result<()> {
        fic_files::remove(&self.path)?;
        if self.durable {
            sync_folder(folder_of(&self.path))?;
        }
        Ok(())
    }
}
