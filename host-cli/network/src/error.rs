//! Why a file is refused, with the exact place

use std::fmt;

use fic_error::diagnostics;

/// Where in a file something is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Place {
    /// Keys from the outside in, with dots between: `switch0.port2.slot5`.
    pub path: String,
    /// Line, counted from 1, where it is known (JSON readers do not tell it).
    pub line: Option<usize>,
}

impl Place {
    pub(crate) fn new(path: impl Into<String>, line: Option<usize>) -> Self {
        let path = path.into();
        Self { path, line }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.line, self.path.is_empty()) {
            (Some(line), true) => write!(f, "line {line}"),
            (Some(line), false) => write!(f, "line {line}, {}", self.path),
            (None, true) => f.write_str("the file"),
            (None, false) => f.write_str(&self.path),
        }
    }
}

/// Why a table, a topology or a list of pairs is refused: exit code 4, nothing was written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TableError {
    /// More than a reader takes.
    #[error("the file is larger than {limit} {unit}")]
    TooLarge {
        /// What it takes.
        limit: usize,
        /// Of what.
        unit: &'static str,
    },
    /// Neither JSON nor TOML nor plain text, or damaged.
    #[error("{place}: {reason}")]
    Syntax {
        /// Where.
        place: Place,
        /// What is wrong.
        reason: String,
    },
    /// Nothing in the file is a switching table.
    #[error("{place} holds no switching table: {reason}")]
    NoTable {
        /// Where.
        place: Place,
        /// What was found or missed.
        reason: String,
    },
    /// ficmgr's `tablefile`.
    #[error("{place} names another file, {file}")]
    Elsewhere {
        /// Where.
        place: Place,
        /// What it names.
        file: String,
    },
    /// Tables for several boards, none or more than one for the one that is meant.
    #[error("the file has no table for board {board}, only for {}", found.join(", "))]
    OtherBoards {
        /// The board that is meant.
        board: String,
        /// Boards in the file.
        found: Vec<String>,
    },
    /// Two ways to write a table in one.
    #[error("{place}: two forms are mixed: {reason}")]
    Mixed {
        /// Where.
        place: Place,
        /// Which.
        reason: String,
    },
    /// Something that must be there is not.
    #[error("{place} is missing{}", and_more(*more))]
    Hole {
        /// What.
        place: Place,
        /// How many more are missing.
        more: usize,
    },
    /// Something is there that should not.
    #[error("{place} is too much: {reason}")]
    Extra {
        /// What.
        place: Place,
        /// What there should be.
        reason: String,
    },
    /// Something is there twice.
    #[error("{place} is there twice")]
    Twice {
        /// What.
        place: Place,
    },
    /// A text where a number should be, or the like.
    #[error("{place} is {found}, not {expected}")]
    Type {
        /// Where.
        place: Place,
        /// What should be there.
        expected: &'static str,
        /// What is there.
        found: String,
    },
    /// A number that no board takes.
    #[error("{place} is {value}, not {min} to {max}")]
    OutOfRange {
        /// Where.
        place: Place,
        /// The number.
        value: String,
        /// Least allowed.
        min: u8,
        /// Most allowed.
        max: u8,
    },
    /// An entry names an input port that the table has not.
    #[error("{place} is {value}: there is no such port, only 0 to {} and {ports} for idle", ports - 1)]
    NoSuchPort {
        /// Where.
        place: Place,
        /// The number.
        value: String,
        /// Ports of the table.
        ports: u8,
    },
    /// A topology file cannot be understood.
    #[error("topology, {place}: {reason}")]
    Topology {
        /// Where.
        place: Place,
        /// What is wrong.
        reason: String,
    },
    /// A list of pairs cannot be understood.
    #[error("pairs, {place}: {reason}")]
    Pairs {
        /// Where.
        place: Place,
        /// What is wrong.
        reason: String,
    },
}

fn and_more(more: usize) -> String {
    match more {
        0 => String::new(),
        more => format!(", and {more} more"),
    }
}

impl TableError {
    pub(crate) fn out_of_range(path: &str, value: impl fmt::Display, min: u8, max: u8) -> Self {
        Self::OutOfRange {
            place: Place::new(path, None),
            value: value.to_string(),
            min,
            max,
        }
    }
}

diagnostics! { TableError {
    Self::TooLarge { .. } => "table_too_large", Input,
        "a table of 4 switches, 16 ports and 64 slots needs far less";
    Self::Syntax { .. } => "table_syntax", Input,
        "correct the file; `fic switch show` prints a form to start from";
    Self::NoTable { .. } => "no_table", Input,
        "give ports, slots, switches and table (ficmgr's JSON), a row for each port (TOML), or settbl's plain text";
    Self::Elsewhere { .. } => "table_elsewhere", Input,
        "give that file itself";
    Self::OtherBoards { .. } => "table_for_other_boards", Input,
        "choose the board with -b, or give a file with one table";
    Self::Mixed { .. } => "table_mixed_forms", Input,
        "write the whole table in one form";
    Self::Hole { .. } => "table_hole", Input,
        "write every entry; one that passes nothing is idle, the number of ports";
    Self::Extra { .. } => "table_extra_entry", Input,
        "remove it, or raise ports, slots or switches";
    Self::Twice { .. } => "table_duplicate", Input,
        "keep one of them";
    Self::Type { .. } => "table_wrong_type", Input,
        "write it as the form demands";
    Self::OutOfRange { .. } => "table_out_of_range", Input,
        "a board has up to 16 ports, 64 slots and 4 switches";
    Self::NoSuchPort { .. } => "table_no_such_port", Input,
        "name an input port, 0 for the user logic, or the number of ports for idle";
    Self::Topology { .. } => "bad_topology", Input,
        "one cable a line: boardA portA boardB portB";
    Self::Pairs { .. } => "bad_pairs", Input,
        "one pair a line: sender receiver";
}}
