//! What the bare-metal image logs, as text again
//!
//! The image sends numbers (defmt) beside the protocol; the text of its messages stands
//! in the ELF file of the same build. A [`LogTable`] is that file, a [`LogDecoder`] makes
//! [`LogRecord`]s of what [`crate::Board::listen`] hears.

#[cfg(not(feature = "logs"))]
mod absent;
#[cfg(feature = "logs")]
mod decoder;
mod record;
#[cfg(feature = "logs")]
mod table;

#[cfg(not(feature = "logs"))]
pub use absent::LogDecoder;
#[cfg(not(feature = "logs"))]
pub use absent::LogTable;
#[cfg(feature = "logs")]
pub use decoder::LogDecoder;
pub use record::LogLevel;
pub use record::LogRecord;
#[cfg(feature = "logs")]
pub use table::LogTable;
