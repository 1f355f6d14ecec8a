//! Names in the directory

use std::fs::File;
use std::io;
use std::path::Path;
use std::path::PathBuf;

use fic_core::StoreError;
use fic_files::Replace;
use fic_files::TEMPORARY_SUFFIX;
use fic_files::read_bounded;
use fic_files::sync_folder;
use fic_protocol::Digest;

pub(super) const LOCK: &str = "lock";
pub(super) const RECORD: &str = "record";
pub(super) const NOTE: &str = "note";
pub(super) const BOOT: &str = "boot";

/// What a file of a design is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FileKind {
    /// The whole of it.
    Native,
    /// The beginning of it.
    Part,
    /// How long it will be.
    Len,
}

impl FileKind {
    fn extension(self) -> &'static str {
        match self {
            Self::Native => "native",
            Self::Part => "part",
            Self::Len => "len",
        }
    }
}

/// The directory of a store.
#[derive(Debug, Clone)]
pub(super) struct Directory {
    pub(super) path: PathBuf,
    /// What it holds has to survive a power cut.
    pub(super) durable: bool,
}

impl Directory {
    pub(super) fn new(path: &Path) -> Self {
        Self {
            path: path.into(),
            durable: true,
        }
    }

    pub(super) fn of(&self, digest: &Digest, kind: FileKind) -> PathBuf {
        self.path.join(format!("{digest}.{}", kind.extension()))
    }

    /// What this name stands for; `None` of names that are none of ours.
    pub(super) fn parse(name: &str) -> Option<(Digest, FileKind)> {
        let (stem, extension) = name.split_once('.')?;
        let kind = [FileKind::Native, FileKind::Part, FileKind::Len]
            .into_iter()
            .find(|kind| kind.extension() == extension)?;
        let digest = Digest::from_hex(stem)?;
        (digest.to_string() == stem).then_some((digest, kind))
    }

    pub(super) fn is_temporary(name: &str) -> bool {
        name.ends_with(TEMPORARY_SUFFIX)
    }

    /// Reads a small file of this name, see [`read_small`].
    pub(super) fn read(&self, name: &str, most: usize) -> io::Result<Vec<u8>> {
        read_small(&self.path.join(name), most)
    }

    /// The design that is loaded at start; a file that says something else counts as none.
    pub(super) fn boot(&self) -> io::Result<Option<Digest>> {
        let bytes = self.read(BOOT, 128)?;
        let text = std::str::from_utf8(&bytes).unwrap_or_default();
        Ok(Digest::from_hex(text.trim()))
    }

    /// Replaces a small file: after a power cut the old or the new contents are there.
    pub(super) fn replace(&self, path: &Path, contents: &[u8]) -> io::Result<()> {
        Replace::new().durable(self.durable).write(path, contents)
    }

    /// Makes renames and removals permanent.
    pub(super) fn sync(&self) -> io::Result<()> {
        if self.durable {
            sync_folder(&self.path)
        } else {
            Ok(())
        }
    }
}

/// Reads a small file; one that is not there, or longer than `most` bytes and so none of
/// ours, counts as empty.
pub(super) fn read_small(path: &Path, most: usize) -> io::Result<Vec<u8>> {
    let file = match File::open(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        opened => opened?,
    };
    Ok(read_bounded(file, most)?.unwrap_or_default())
}

/// What a failure of the disk is to the service.
pub(super) fn store_error(error: &io::Error) -> StoreError {
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge => {
            StoreError::Full
        }
        _ => StoreError::Io,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_names_are_taken_for_designs() {
        let digest = Digest([0xAB; 32]);
        let directory = Directory::new(Path::new("d"));
        for kind in [FileKind::Native, FileKind::Part, FileKind::Len] {
            let path = directory.of(&digest, kind);
            let name = path.file_name().and_then(|name| name.to_str()).unwrap();
            assert_eq!(Directory::parse(name), Some((digest, kind)));
        }
        let upper = format!("{}.native", digest.to_string().to_uppercase());
        for name in [
            "lock",
            "record",
            "boot",
            "audit.1.jsonl",
            "record.tmp",
            "x.native",
            &upper,
            "",
            ".",
        ] {
            assert_eq!(Directory::parse(name), None, "{name}");
        }
    }
}
