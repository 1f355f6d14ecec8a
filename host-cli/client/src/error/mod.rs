//! What can go wrong, each with a message, a stable code, help and an exit code
#![doc = include_str!("../../../docs/errors.md")]

mod apply;
#[allow(clippy::module_inception, reason = "the folder's main type")]
mod error;
mod explained;
mod from;
mod help;
mod logs;
mod partial;
mod seen;
mod table;
mod trust;
mod words;

pub use apply::ApplyError;
pub use apply::Difference;
pub use apply::Restored;
pub use error::Error;
pub use logs::LogsError;
pub use table::CODES;
pub use trust::TrustError;
