//! How a table was written, and which board it is for

use crate::table::SwitchTable;

/// How a table was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Form {
    /// JSON of ficmgr and ficwww.
    Ficwww,
    /// The older JSON with `outputs`.
    Outputs,
    /// JSON with a list of addresses and values.
    Addresses,
    /// Plain text of settbl and FICSES.
    Plain,
    /// Rows, our own.
    Rows,
}

impl Form {
    /// One word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Ficwww => "ficwww",
            Self::Outputs => "outputs",
            Self::Addresses => "addresses",
            Self::Plain => "plain",
            Self::Rows => "rows",
        }
    }

    /// What comes before the number of a switch.
    pub(super) fn switch_word(self) -> &'static str {
        match self {
            Self::Outputs => "output",
            _ => "switch",
        }
    }

    pub(super) fn count_name(self) -> &'static str {
        match self {
            Self::Outputs => "outputs",
            _ => "switches",
        }
    }
}

/// A table of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Board it is for, if the file says so.
    pub board: Option<String>,
    /// How it was written.
    pub form: Form,
    /// The table.
    pub table: SwitchTable,
}
