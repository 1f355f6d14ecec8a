//! What applying a table is asked for, and what it did

use crate::board::switch::readback::Readback;
use fic_network::Order;
use fic_network::Plan;

/// Whether a table is read back and compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum VerifyPolicy {
    /// Unless the design turns out not to give its table back, or the note says so.
    #[default]
    Auto,
    /// A design that does not give its table back has failed.
    Required,
    /// The design is known not to give its table back.
    Never,
}

/// How to apply.
#[derive(Debug, Clone, Default)]
pub struct ApplyOptions {
    /// Order of the writes.
    pub order: Order,
    /// Whether to read back.
    pub read_back: VerifyPolicy,
    /// `user@host`, for the note.
    pub who: String,
    /// Now, seconds since 1970; 0 if unknown.
    pub now_s: u64,
    /// When the running design was loaded, seconds since 1970: older notes do not hold.
    pub loaded_at_s: Option<u64>,
    /// Read and plan, but write nothing.
    pub dry_run: bool,
}

/// What was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Applied {
    /// What differed; with `dry_run`, what would have been written.
    pub plan: Plan,
    /// Registers written.
    pub registers_written: usize,
    /// The registers were read back and hold the table.
    pub verified: bool,
    /// Whether the design gives its table back.
    pub gives_back: Readback,
    /// What a person should know.
    pub notes: Vec<String>,
}
