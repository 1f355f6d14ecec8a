//! Identity, length and part of a design, and where its data comes from

use std::io;
use std::io::Read;
use std::path::PathBuf;
use std::sync::Arc;

use fic_bitstream::catalog::Catalog;
use fic_bitstream::catalog::CatalogError;
use fic_bitstream::catalog::Entry;
use fic_bitstream::source::NativeReader;
use fic_protocol::Digest;
use fic_protocol::limits::MAX_DESIGN_LEN;

use crate::error::Error;

use super::part::DesignPart;

/// A design that can be brought to a board.
#[derive(Debug, Clone)]
pub struct Design {
    pub(super) name: String,
    pub(super) digest: Digest,
    pub(super) len_bytes: u32,
    pub(super) part: Option<DesignPart>,
    pub(super) partial: Option<bool>,
    pub(super) source: Source,
}

#[derive(Debug, Clone)]
pub(super) enum Source {
    File(PathBuf),
    Catalog(Box<(Catalog, Entry)>),
    Bytes(Arc<[u8]>),
}

impl Design {
    /// An entry of a catalog; its data was looked at when it was added.
    ///
    /// # Errors
    /// Those of the catalog; [`Error::TooLong`].
    pub fn from_entry(catalog: &Catalog, entry: Entry) -> Result<Self, Error> {
        Ok(Self {
            name: entry.reference(),
            digest: Digest(entry.identity.0),
            len_bytes: checked_len(entry.len_bytes)?,
            part: entry.part.as_deref().and_then(DesignPart::by_name),
            partial: None,
            source: Source::Catalog(Box::new((catalog.clone(), entry))),
        })
    }

    /// Native-order data that is not looked at here: a board does that again anyway.
    ///
    /// # Errors
    /// [`Error::TooLong`].
    pub fn from_native_bytes(name: &str, bytes: impl Into<Arc<[u8]>>) -> Result<Self, Error> {
        let bytes = bytes.into();
        Ok(Self {
            name: name.to_owned(),
            digest: Digest(fic_bitstream::catalog::Digest::of(&bytes).0),
            len_bytes: checked_len(bytes.len() as u64)?,
            part: None,
            partial: None,
            source: Source::Bytes(bytes),
        })
    }

    /// What people call it.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// SHA-256 of the native-order data.
    pub fn digest(&self) -> Digest {
        self.digest
    }

    /// Bytes of native-order data.
    pub fn len_bytes(&self) -> u32 {
        self.len_bytes
    }

    /// The part it is for, where that is known.
    pub fn part(&self) -> Option<DesignPart> {
        self.part
    }

    /// Whether it changes a running design; `None` where nobody looked.
    pub fn is_partial(&self) -> Option<bool> {
        self.partial
    }

    /// The native-order data from its beginning.
    ///
    /// # Errors
    /// Those of the file's format and of the catalog.
    pub fn open_native(&self) -> Result<Box<dyn Read + '_>, Error> {
        Ok(match &self.source {
            Source::File(path) => Box::new(NativeReader::open(path)?),
            Source::Catalog(place) => Box::new(place.0.open_native(&place.1)?),
            Source::Bytes(bytes) => Box::new(&bytes[..]),
        })
    }

    /// The error of a read from [`Self::open_native`].
    pub(crate) fn read_error(&self, source: io::Error) -> Error {
        let source = match CatalogError::from_io(source) {
            Ok(error) => return error.into(),
            Err(source) => source,
        };
        match &self.source {
            Source::File(path) => Error::File {
                path: path.clone(),
                source,
            },
            _ => Error::System {
                what: "reading the design",
                source,
            },
        }
    }

    /// Refuses a board of another part; what is not known is left to the board.
    pub(crate) fn check_part(&self, board_part: &str) -> Result<(), Error> {
        let board = DesignPart::by_name(board_part);
        match (self.part, board) {
            (Some(design), Some(board)) if design != board => Err(Error::PartMismatch {
                design: design.to_string(),
                board: board.to_string(),
            }),
            _ => Ok(()),
        }
    }
}

pub(super) fn checked_len(len_bytes: u64) -> Result<u32, Error> {
    match u32::try_from(len_bytes) {
        Ok(len) if len <= MAX_DESIGN_LEN => Ok(len),
        _ => Err(Error::TooLong { len_bytes }),
    }
}
