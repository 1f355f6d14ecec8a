//! The DRAM behind the running design, and its AXI registers
//!
//! The design must hold the rasddr module and be started (`fic hls start`).

#[allow(clippy::module_inception, reason = "the folder's main type")]
mod ddr;
mod read;
mod span;
mod verify;
mod write;

pub use ddr::Ddr;
pub use fic_protocol::Space;
pub use span::Span;
pub use write::Written;
