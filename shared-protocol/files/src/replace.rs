//! Replacing a file in one step

use std::fs;
use std::fs::File;
use std::fs::Metadata;
use std::io;
use std::io::Write;
use std::path::Path;
use std::path::PathBuf;

use tempfile::NamedTempFile;

use crate::folder_of;
use crate::steps::Step;
use crate::steps::step;
use crate::sync_folder;

/// What the name of a file on its way ends with; after a crash one may be left.
pub const TEMPORARY_SUFFIX: &str = ".tmp";
const TEMPORARY_PREFIX: &str = ".fic-";

/// How a file is replaced.
///
/// The new contents are written to another file of the same folder, flushed, and renamed;
/// then the folder is flushed. Whenever the power goes, the old or the new file is there,
/// and once a function returned `Ok`, the new one. A failure (a full disk, say) leaves the
/// old file and nothing beside it.
///
/// The new file has the permission bits of the file that it replaces, and its owner and
/// group as far as this process may give them. Extended attributes are not kept.
///
/// # Examples
/// ```
/// # fn main() -> std::io::Result<()> {
/// # let folder = tempfile::tempdir()?;
/// # let path = folder.path().join("config.toml");
/// use fic_files::Replace;
///
/// Replace::new().follow_link().write(&path, b"[boards]\n")?;
/// # assert_eq!(std::fs::read(&path)?, b"[boards]\n");
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Replace {
    mode: Option<u32>,
    durable: bool,
    follows: bool,
}

impl Default for Replace {
    fn default() -> Self {
        Self::new()
    }
}

impl Replace {
    /// A new file gets the permissions of any new file; a link is replaced, not followed.
    pub const fn new() -> Self {
        Self {
            mode: None,
            durable: true,
            follows: false,
        }
    }

    /// The permission bits of a file that was not there before, whatever the umask is.
    #[must_use]
    pub const fn mode(mut self, mode: u32) -> Self {
        self.mode = Some(mode);
        self
    }

    /// If the path is a link, the file that it stands for is replaced.
    #[must_use]
    pub const fn follow_link(mut self) -> Self {
        self.follows = true;
        self
    }

    /// If not, nothing is flushed: for what nobody needs after this process.
    #[must_use]
    pub const fn durable(mut self, durable: bool) -> Self {
        self.durable = durable;
        self
    }

    /// Replaces the file by one with these contents.
    ///
    /// # Errors
    /// The old file is as it was, except after a failure to flush the folder.
    pub fn write(self, path: &Path, contents: &[u8]) -> io::Result<()> {
        let mut file = self.begin(path)?;
        file.write_all(contents)?;
        file.commit()
    }

    /// Begins to replace a file whose contents come bit by bit.
    ///
    /// # Errors
    /// The folder is missing or may not be written.
    pub fn begin(self, path: &Path) -> io::Result<Replacement> {
        let target = if self.follows {
            // Of a link to nowhere, the link itself.
            fs::canonicalize(path).unwrap_or_else(|_| path.to_owned())
        } else {
            path.to_owned()
        };
        let old = fs::symlink_metadata(&target).ok().filter(Metadata::is_file);
        step(Step::Create)?;
        let file = self.temporary(folder_of(&target), old.as_ref())?;
        Ok(Replacement {
            file,
            target,
            durable: self.durable,
        })
    }

    #[cfg(unix)]
    fn temporary(self, folder: &Path, old: Option<&Metadata>) -> io::Result<NamedTempFile> {
        use std::fs::Permissions;
        use std::os::unix::fs::PermissionsExt as _;

        let mut builder = builder();
        // Nobody else's until it is known whose it will be; the umask counts only where
        // any new file is meant.
        let open_to_all = old.is_none() && self.mode.is_none();
        let mode = if open_to_all { 0o666 } else { 0o600 };
        builder.permissions(Permissions::from_mode(mode));
        let file = builder.tempfile_in(folder)?;
        match (old, self.mode) {
            (Some(old), _) => keep_owner_and_mode(file.as_file(), old)?,
            (None, Some(mode)) => file
                .as_file()
                .set_permissions(Permissions::from_mode(mode))?,
            (None, None) => {}
        }
        Ok(file)
    }

    #[cfg(not(unix))]
    fn temporary(self, folder: &Path, _: Option<&Metadata>) -> io::Result<NamedTempFile> {
        builder().tempfile_in(folder)
    }
}

fn builder() -> tempfile::Builder<'static, 'static> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(TEMPORARY_PREFIX).suffix(TEMPORARY_SUFFIX);
    builder
}

#[cfg(unix)]
fn keep_owner_and_mode(file: &File, old: &Metadata) -> io::Result<()> {
    use std::fs::Permissions;
    use std::os::unix::fs::MetadataExt as _;
    use std::os::unix::fs::PermissionsExt as _;
    use std::os::unix::fs::fchown;

    let new = file.metadata()?;
    let mut mode = old.mode() & 0o777;
    if new.uid() != old.uid() {
        // Only root may; others edit a file that their group may write, and own it then.
        let _ = fchown(file, Some(old.uid()), None);
    }
    if new.gid() != old.gid() && fchown(file, None, Some(old.gid())).is_err() {
        // What its group was allowed is not allowed to another group for that.
        mode &= 0o707 | (mode & 0o007) << 3;
    }
    file.set_permissions(Permissions::from_mode(mode))
}

/// A file on its way to its place; dropped before that, it is gone.
#[derive(Debug)]
pub struct Replacement {
    file: NamedTempFile,
    target: PathBuf,
    durable: bool,
}

impl Replacement {
    /// The file that is being written.
    pub fn as_file(&self) -> &File {
        self.file.as_file()
    }

    /// Puts the file into its place, instead of what is there.
    ///
    /// # Errors
    /// As [`Replace::write`].
    pub fn commit(self) -> io::Result<()> {
        self.flush_contents()?;
        step(Step::Rename)?;
        let (file, path) = self.file.keep()?;
        // Not every system renames an open file.
        drop(file);
        // By the standard library, whose calls the tests can see and cut.
        if let Err(error) = fs::rename(&path, &self.target) {
            let _ = fs::remove_file(&path);
            return Err(error);
        }
        flush_folder(&self.target, self.durable)
    }

    /// Puts the file into its place if nothing is there; whether that was so.
    ///
    /// # Errors
    /// It cannot be flushed or renamed.
    pub fn commit_new(self) -> io::Result<bool> {
        self.flush_contents()?;
        step(Step::Rename)?;
        let is_new = match self.file.persist_noclobber(&self.target) {
            Ok(_) => true,
            Err(failed) if failed.error.kind() == io::ErrorKind::AlreadyExists => false,
            Err(failed) => return Err(failed.error),
        };
        flush_folder(&self.target, self.durable)?;
        Ok(is_new)
    }

    fn flush_contents(&self) -> io::Result<()> {
        if !self.durable {
            return Ok(());
        }
        step(Step::Sync)?;
        self.file.as_file().sync_all()
    }
}

fn flush_folder(target: &Path, durable: bool) -> io::Result<()> {
    if durable {
        sync_folder(folder_of(target))
    } else {
        Ok(())
    }
}

impl Write for Replacement {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if let Err(error) = step(Step::Write) {
            // A disk that is full takes part of it.
            let _ = self.file.write(&bytes[..bytes.len() / 2]);
            return Err(error);
        }
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

#[cfg(test)]
mod tests;
