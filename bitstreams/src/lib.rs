//! Everything that knows what Xilinx configuration data is.
//!
//! The core (`default-features = false`) needs neither `std` nor an allocator: byte orders, the
//! configuration CRC, packets, parts, and a streaming [`analyze::Analyzer`] that a board runs over
//! what it was given before a pin moves. The `std` feature adds what reads files.
//!
//! "Native" data is what follows the header of a `.bit` file: big-endian 32-bit words, the sync
//! word being the bytes `AA 99 55 66`.
#![cfg_attr(not(feature = "std"), no_std)]
#![forbid(unsafe_code)]

pub mod analyze;
#[cfg(feature = "std")]
pub mod catalog;
#[cfg(feature = "std")]
pub mod convert;
#[cfg(feature = "corpus")]
pub mod corpus;
pub mod crc;
#[cfg(feature = "std")]
pub mod error;
#[cfg(feature = "std")]
pub mod inspect;
pub mod order;
pub mod packet;
pub mod part;
#[cfg(feature = "std")]
pub mod report;
#[cfg(feature = "std")]
pub mod source;
#[cfg(feature = "std")]
pub mod synth;

pub use analyze::{Analyzer, Summary, Verdict};
#[cfg(feature = "std")]
pub use error::BitstreamError;
pub use fic_error::{ImageError, ImageFault};
#[cfg(feature = "std")]
pub use inspect::{inspect, inspect_file};
pub use order::ByteOrder;
pub use part::{Family, Part};
#[cfg(feature = "std")]
pub use report::Report;
