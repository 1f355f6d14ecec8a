//! What the catalog refuses, and what to do about it.

use std::io;
use std::path::{Path, PathBuf};

use fic_error::diagnostics;

use super::Digest;

/// Result of a catalog operation.
pub type Result<T, E = CatalogError> = std::result::Result<T, E>;

/// Why a catalog operation was not done. Whatever the error, entries listed before are still there.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
#[allow(
    missing_docs,
    reason = "each variant's message says what its fields are"
)]
pub enum CatalogError {
    #[error("no entry {reference} in the catalog")]
    NotFound { reference: String },
    #[error("no catalog in {}", path.display())]
    NoCatalog { path: PathBuf },
    #[error("{} holds other files and is no catalog", path.display())]
    NotACatalog { path: PathBuf },
    #[error("{reference} fits more than one entry: {}", candidates.join(", "))]
    Ambiguous {
        reference: String,
        candidates: Vec<String>,
    },
    #[error("{reference} is taken by other data{}", held(holder))]
    NameTaken {
        reference: String,
        holder: Option<Digest>,
    },
    #[error("'{}' cannot be used: {reason}", text.escape_debug())]
    BadName { text: String, reason: &'static str },
    #[error("{field} cannot be stored: {reason}")]
    BadMetadata { field: String, reason: &'static str },
    #[error("the design has no data")]
    EmptyData,
    #[error("the design is longer than {limit_bytes} bytes")]
    TooLarge { limit_bytes: u64 },
    #[error("the design's data cannot be read: {source}")]
    SourceFailed { source: io::Error },
    #[error("{what} should have digest {expected} and has {actual}")]
    DigestMismatch {
        what: String,
        expected: Digest,
        actual: Digest,
    },
    #[error("{} is damaged: {reason}", path.display())]
    Corrupt { path: PathBuf, reason: String },
    #[error("{reason}")]
    Undecodable { reason: String },
    #[error("blob {digest} is missing")]
    BlobMissing { digest: Digest },
    #[error("no space to write {}: {source}", path.display())]
    NoSpace { path: PathBuf, source: io::Error },
    #[error("cannot {action} {}: {source}", path.display())]
    Io {
        action: &'static str,
        path: PathBuf,
        source: io::Error,
    },
    #[error("another process has held {} for {waited_s} s", path.display())]
    Busy { path: PathBuf, waited_s: u64 },
    #[error("no home directory is known for the default catalog")]
    NoHome,
}

fn held(holder: &Option<Digest>) -> String {
    holder.map_or_else(String::new, |digest| format!(" ({digest})"))
}

impl CatalogError {
    /// Sorts an IO error into "full" and "anything else".
    pub(super) fn io(action: &'static str, path: &Path, source: io::Error) -> Self {
        use io::ErrorKind::{FileTooLarge, QuotaExceeded, StorageFull};
        let path = path.to_owned();
        match source.kind() {
            StorageFull | QuotaExceeded | FileTooLarge => Self::NoSpace { path, source },
            _ => Self::Io {
                action,
                path,
                source,
            },
        }
    }

    pub(super) fn corrupt(path: &Path, reason: impl ToString) -> Self {
        Self::Corrupt {
            path: path.to_owned(),
            reason: reason.to_string(),
        }
    }

    /// The catalog's error inside an IO error, as [`NativeReader`](super::NativeReader) returns it.
    ///
    /// # Errors
    /// The IO error itself, if it came from somewhere else.
    pub fn from_io(error: io::Error) -> std::result::Result<Self, io::Error> {
        error.downcast::<Self>()
    }
}

diagnostics! { CatalogError {
    Self::NotFound { .. } => "not_found", Input, "see what there is with `fic catalog list`";
    Self::NoCatalog { .. } => "no_catalog", Input,
        "add a design with `fic catalog add`, or set FIC_CATALOG";
    Self::NotACatalog { .. } => "not_a_catalog", Input,
        "choose an empty directory or an OCI image layout";
    Self::Ambiguous { .. } => "ambiguous", Input,
        "name one of them as NAME:VERSION, or give more digits";
    Self::NameTaken { .. } => "name_taken", Input,
        "choose another version, leave it out, or ask to replace it";
    Self::BadName { .. } => "bad_name", Input,
        "use letters and digits, with single . _ + - between, and / in names";
    Self::BadMetadata { .. } => "bad_metadata", Input,
        "shorten it and leave out control characters";
    Self::EmptyData => "empty_data", Input, "check that this is the file you mean";
    Self::TooLarge { .. } => "too_large", Input, "check that this is the file you mean";
    Self::SourceFailed { .. } => "source_failed", Input,
        "check the file and the disk that it is on";
    Self::DigestMismatch { .. } | Self::Undecodable { .. } => "digest_mismatch", Input,
        "add the same design again to restore it, or remove the entry; see `fic catalog verify`";
    Self::BlobMissing { .. } => "blob_missing", Input,
        "add the same design again to restore it, or remove the entry; see `fic catalog verify`";
    Self::Corrupt { .. } => "catalog_corrupt", Input,
        "restore the file from a backup; the designs are still in blobs/";
    Self::NoSpace { .. } => "no_space", Other,
        "free some space, for instance with `fic catalog gc`";
    Self::Io { .. } => "catalog_io", Other,
        "check that the directory is there and may be written";
    Self::Busy { .. } => "catalog_busy", NotNow,
        "wait for the other command, or look for one that hangs";
    Self::NoHome => "no_home", Input, "set FIC_CATALOG to a directory";
}}
