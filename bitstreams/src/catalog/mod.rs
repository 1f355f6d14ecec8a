//! The catalog: every version of every design, kept in an OCI image layout.
//!
//! # On disk
//!
//! ```text
//! ~/.local/share/fic/catalog        or $FIC_CATALOG
//! ├── oci-layout                    {"imageLayoutVersion":"1.0.0"}
//! ├── index.json                    one descriptor an entry, oldest first; ref.name = NAME:VERSION
//! ├── blobs/sha256/
//! │   ├── 44136f…                   {} : the empty configuration that artifacts share
//! │   ├── 5b1c90…                   artifact manifest: annotations, one layer ─┐
//! │   └── e07f2a…                   native-order data, zstd frames  ◀──────────┘
//! └── .fic/                         ours alone; other tools do not look here
//!     ├── lock                      held while index.json changes
//!     └── tmp/                      files being written, each locked by its writer
//!
//! index.json ──▶ manifest ──▶ layer ──(unzstd)──▶ native data, SHA-256 = identity
//!  NAME:VERSION   part, design, tool, date, labels, identity, length
//! ```
//!
//! The *identity* of a design is the SHA-256 of its native-order data, uncompressed. It does not
//! depend on name, container or byte order, nor on who compressed it. Two entries with the same
//! data share one layer.
//!
//! # Promises
//!
//! - An entry that [`Catalog::list`] has shown stays whole whatever happens to other writers: a
//!   crash, a full disk or any number of processes at work. Blobs are written aside, synced and
//!   renamed; `index.json` is replaced as a whole, last, under a file lock.
//! - Entries and fields of other tools in `index.json` are kept. Only tools that write here
//!   without our lock (`skopeo copy` *into* a live catalog) can collide with a writer of ours.
//! - Memory is bounded: a few MiB whatever the size of the design.
//! - Reading takes no lock and needs no write permission.
//!
//! # References
//!
//! `NAME:VERSION`; `NAME` alone for the version that was added last; `sha256:` and 8 to 64 hex
//! digits for an identity. See [`Reference`].
//!
//! # With other tools
//!
//! `skopeo copy oci:CATALOG:NAME:VERSION oci:OTHER:NAME:VERSION` takes an entry out, the reverse
//! brings it back. `skopeo inspect` needs `--raw`, because it explains container images only.
//!
//! ```
//! use fic_bitstream::catalog::{Catalog, EntryMeta, IfTaken};
//! # let dir = tempfile::tempdir()?;
//! let catalog = Catalog::create(dir.path().join("catalog"))?;
//! let data = [0xff; 4096];
//! let added = catalog.add(&data[..], &EntryMeta::named("blink"), IfTaken::Refuse)?;
//! let entry = catalog.resolve(&"blink:1".parse()?)?;
//! assert_eq!(entry.identity, added.identity);
//!
//! let mut back = Vec::new();
//! std::io::copy(&mut catalog.open_native(&entry)?, &mut back)?;
//! assert_eq!(back, data);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod add;
mod decide;
mod digest;
mod disk;
mod error;
mod gc;
mod index;
mod layout;
mod list;
mod lock;
mod manifest;
mod meta;
mod read;
mod reference;
mod remove;
mod stage;
mod survey;
mod verify;
pub(crate) mod zstd;

#[cfg(test)]
mod fault_tests;

use std::path::{Path, PathBuf};
use std::time::Duration;

pub use add::Added;
pub use decide::{IfTaken, Planned};
pub use digest::Digest;
pub use error::{CatalogError, Result};
pub use gc::{GcOptions, GcReport};
pub use layout::default_path;
pub use list::{Filter, Listing};
pub use manifest::{ARTIFACT_TYPE, LAYER_TYPE};
pub use meta::{Entry, EntryMeta};
pub use read::NativeReader;
pub use reference::Reference;
pub use remove::Removed;
pub use survey::Broken;
pub use verify::{Check, Subject, VerifyReport};

/// How long a writer waits for another one before it gives up with `catalog_busy`.
///
/// The lock is held for a few file operations, never while data is read or compressed, so this
/// covers dozens of writers on a slow network disk.
pub const DEFAULT_LOCK_TIMEOUT: Duration = Duration::from_secs(60);

/// The longest native data that an entry may have, in bytes: four times the largest part known.
pub const MAX_NATIVE_BYTES: u64 = 1 << 28;

/// A catalog of designs in one directory.
///
/// The value holds no file open and caches nothing, so it may be kept, shared between threads and
/// used while other processes change the same directory.
#[derive(Debug, Clone)]
pub struct Catalog {
    root: PathBuf,
    disk: disk::Disk,
    lock_timeout: Duration,
}

impl Catalog {
    /// The directory of the catalog.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The same catalog with another patience for the lock; see [`DEFAULT_LOCK_TIMEOUT`].
    #[must_use]
    pub fn with_lock_timeout(mut self, timeout: Duration) -> Self {
        self.lock_timeout = timeout;
        self
    }

    fn index_path(&self) -> PathBuf {
        self.root.join("index.json")
    }

    fn blob_dir(&self) -> PathBuf {
        self.root.join("blobs").join("sha256")
    }

    fn blob_path(&self, digest: &Digest) -> PathBuf {
        self.blob_dir().join(digest.hex())
    }

    fn private_dir(&self) -> PathBuf {
        self.root.join(".fic")
    }

    fn temp_dir(&self) -> PathBuf {
        self.private_dir().join("tmp")
    }
}
