//! The ELF file: the text of each message, its place in the source, the build it is of

use std::fs::File;
use std::io::Read;
use std::panic::AssertUnwindSafe;
use std::panic::catch_unwind;
use std::path::Path;
use std::path::PathBuf;

use defmt_decoder::Locations;
use defmt_decoder::Table;
use object::Object;

use crate::error::Error;
use crate::error::LogsError;

/// An image with its debug information has less than a hundredth of this.
const MOST_BYTES: u64 = 256 << 20;
/// Digits of a build id that a board tells.
pub(super) const ID_DIGITS: usize = 16;

/// The messages of one build of the image.
pub struct LogTable {
    path: PathBuf,
    pub(super) table: Table,
    pub(super) locations: Locations,
    /// The first digits, as the board tells them.
    build: Option<String>,
}

impl LogTable {
    /// Reads the messages out of an ELF file.
    ///
    /// # Errors
    /// [`Error::File`]; [`Error::Logs`] if it is no ELF file or has no messages.
    pub fn read(path: &Path) -> Result<Self, Error> {
        let mut bytes = Vec::new();
        File::open(path)
            .and_then(|file| file.take(MOST_BYTES + 1).read_to_end(&mut bytes))
            .map_err(|source| Error::File {
                path: path.to_owned(),
                source,
            })?;
        Self::parse(path, &bytes).map_err(|source| Error::Logs {
            path: path.to_owned(),
            source,
        })
    }

    fn parse(path: &Path, bytes: &[u8]) -> Result<Self, LogsError> {
        if bytes.len() as u64 > MOST_BYTES {
            return Err(LogsError::NotElf {
                reason: "it is far too long for a program".into(),
            });
        }
        let elf = object::File::parse(bytes).map_err(|error| LogsError::NotElf {
            reason: error.to_string(),
        })?;
        let id = elf.build_id().ok().flatten();
        let build = id.map(|id| {
            let mut digits = crate::text::hex(id);
            digits.truncate(ID_DIGITS);
            digits
        });
        let table = guarded(|| Table::parse(bytes))?.ok_or(LogsError::NoTable)?;
        // Debug information may be stripped: messages are shown without their place then.
        let locations = guarded(|| table.get_locations(bytes)).unwrap_or_default();
        Ok(Self {
            path: path.to_owned(),
            table,
            locations,
            build,
        })
    }

    /// Fails if a board that calls its build so runs another one.
    ///
    /// # Errors
    /// [`Error::Logs`].
    pub fn check_build(&self, board: &str) -> Result<(), Error> {
        let is_id = |word: &&str| {
            word.len() == ID_DIGITS && word.bytes().all(|byte| byte.is_ascii_hexdigit())
        };
        let told = board.split(' ').find(is_id);
        match (&self.build, told) {
            (Some(elf), Some(told)) if elf != told => Err(self.refused(LogsError::OtherBuild {
                elf: elf.clone(),
                board: board.to_owned(),
            })),
            _ => Ok(()),
        }
    }

    /// What this file is refused for.
    pub fn refused(&self, source: LogsError) -> Error {
        Error::Logs {
            path: self.path.clone(),
            source,
        }
    }
}

/// The library trusts what it reads here and there: a file that makes it panic is refused.
fn guarded<T, E: std::fmt::Display>(read: impl FnOnce() -> Result<T, E>) -> Result<T, LogsError> {
    let reason = match catch_unwind(AssertUnwindSafe(read)) {
        Ok(Ok(read)) => return Ok(read),
        Ok(Err(error)) => error.to_string(),
        Err(_) => "the file is damaged".into(),
    };
    Err(LogsError::Format { reason })
}
