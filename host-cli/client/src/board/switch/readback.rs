//! Whether a design gives its table back when it is read

use serde::Serialize;

/// Whether a design gives its table back when it is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Readback {
    /// It has done so.
    Yes,
    /// Other values were written than are read.
    No,
    /// All entries read alike, and nothing else was written yet.
    #[default]
    Unknown,
}
