//! Why a store cannot be used at all

use std::io;
use std::path::PathBuf;

use fic_error::diagnostics;
use thiserror::Error;

/// Why a store cannot be used at all.
#[derive(Debug, Error)]
pub enum OpenError {
    /// Another agent uses it.
    #[error("another agent uses the store `{}`", path.display())]
    Locked {
        /// Its directory.
        path: PathBuf,
    },
    /// The directory cannot be made, read or written.
    #[error("cannot use `{}` as a store", path.display())]
    Io {
        /// Its directory.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}

diagnostics! { OpenError {
    Self::Locked { .. } => "store_locked", NotNow,
        "stop that agent, or give this one its own --store";
    Self::Io { .. } => "store_failed", Other,
        "check the path, its owner and that the disk is writable";
}}
