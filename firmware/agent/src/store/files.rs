//! Names in the directory, and replacing a file so that old or new survives

use std::fs;
use std::fs::File;
use std::io;
use std::io::Write;
use std::path::Path;
use std::path::PathBuf;

use fic_core::StoreError;
use fic_protocol::Digest;

pub(super) const LOCK: &str = "lock";
pub(super) const RECORD: &str = "record";
pub(super) const NOTE: &str = "note";
pub(super) const BOOT: &str = "boot";
const TEMPORARY: &str = "tmp";

/// What a file of a design is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// The whole of it.
    Native,
    /// The beginning of it.
    Part,
    /// How long it will be.
    Len,
}

impl Role {
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

    pub(super) fn of(&self, digest: &Digest, role: Role) -> PathBuf {
        self.path.join(format!("{digest}.{}", role.extension()))
    }

    /// What this name stands for; `None` of names that are none of ours.
    pub(super) fn parse(name: &str) -> Option<(Digest, Role)> {
        let (stem, extension) = name.split_once('.')?;
        let role = [Role::Native, Role::Part, Role::Len]
            .into_iter()
            .find(|role| role.extension() == extension)?;
        let digest = Digest::from_hex(stem)?;
        (digest.to_string() == stem).then_some((digest, role))
    }

    pub(super) fn is_temporary(name: &str) -> bool {
        name.rsplit_once('.')
            .is_some_and(|(_, end)| end == TEMPORARY)
    }

    /// Reads a small file; one that is not there, or longer than `most` bytes and so none
    /// of ours, counts as empty.
    pub(super) fn read(&self, name: &str, most: usize) -> io::Result<Vec<u8>> {
        self.read_path(&self.path.join(name), most)
    }

    /// As [`Self::read`], of a whole path.
    pub(super) fn read_path(&self, path: &Path, most: usize) -> io::Result<Vec<u8>> {
        match fs::metadata(path) {
            Ok(meta) if meta.len() <= most as u64 => fs::read(path),
            Ok(_) => Ok(Vec::new()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
            Err(error) => Err(error),
        }
    }

    /// The design that is loaded at start; a file that says something else counts as none.
    pub(super) fn boot(&self) -> io::Result<Option<Digest>> {
        let bytes = self.read(BOOT, 128)?;
        let text = std::str::from_utf8(&bytes).unwrap_or_default();
        Ok(Digest::from_hex(text.trim()))
    }

    /// Replaces a small file: after a power cut the old or the new contents are there.
    pub(super) fn replace(&self, path: &Path, contents: &[u8]) -> io::Result<()> {
        let mut temporary = path.as_os_str().to_owned();
        temporary.push(".");
        temporary.push(TEMPORARY);
        let temporary = PathBuf::from(temporary);
        let written = File::create(&temporary).and_then(|mut file| {
            file.write_all(contents)?;
            match self.durable {
                true => file.sync_all(),
                false => Ok(()),
            }
        });
        let placed = written.and_then(|()| fs::rename(&temporary, path));
        if placed.is_err() {
            let _ = fs::remove_file(&temporary);
        }
        placed?;
        self.sync()
    }

    /// Makes renames and removals permanent.
    pub(super) fn sync(&self) -> io::Result<()> {
        // Other systems cannot open a directory, and need no flush of it.
        match cfg!(unix) && self.durable {
            true => File::open(&self.path)?.sync_all(),
            false => Ok(()),
        }
    }
}

/// Removes a file; one that is not there is no error.
pub(super) fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
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
        for role in [Role::Native, Role::Part, Role::Len] {
            let path = directory.of(&digest, role);
            let name = path.file_name().and_then(|name| name.to_str()).unwrap();
            assert_eq!(Directory::parse(name), Some((digest, role)));
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
