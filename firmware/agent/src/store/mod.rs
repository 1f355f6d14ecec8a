//! Staged designs on a disk
//!
//! ```text
//!  DIR/lock                 held while an agent uses the store
//!  DIR/record               what the service wants remembered
//!  DIR/note                 what a host left on the board
//!  DIR/boot                 digest of the design that is loaded at start
//!  DIR/lease                who holds the board now
//!  DIR/audit.jsonl          what was done ([`crate::audit`]); older: audit.1.jsonl
//!  DIR/<sha256>.native      a whole design, checked before it got this name
//!  DIR/<sha256>.part        the beginning of one
//!  DIR/<sha256>.len         how long it will be, decimal
//!  DIR/*.tmp                on its way to one of these names; removed at start
//! ```
//!
//! A name without `.tmp` is whole or absent, whenever the power goes: contents are
//! flushed before the rename, and the directory after it.

mod disk;
mod error;
mod evict;
mod files;
mod handles;
mod index;
mod limit;
mod lock;
mod small;

pub use disk::DiskStore;
pub use error::OpenError;
pub use limit::SizeLimit;
pub(crate) use limit::free_on_disk;
pub(crate) use small::SmallFile;
