//! Reads a switching table, whatever form it has
//!
//! | Form | Looks like |
//! |---|---|
//! | ficmgr, ficwww | JSON: `ports`, `slots`, `switches`, `table.switchN.portN.slotN` |
//! | older ficmgr | the same with `outputs` and `outputN`; read with a note |
//! | ficwww's answer | the same with `table` as a list of `[address, value]` |
//! | settbl, FICSES | text: `ports slots`, then for each port a hexadecimal base address and decimal sources |
//! | rows | TOML or JSON of ours, below |
//!
//! Around a table there may be what `fic switch show` prints (`boards`), what ficwww
//! answers (`status`), or a ficmgr setup file (board, then `switch`); each may hold tables
//! of several boards.
//!
//! # Rows
//! ```toml
//! ports = 5                 # inputs and outputs of each switch, 0 is the user logic
//! slots = 4
//!
//! [switch0]
//! port0 = "1 - 2 -"         # slot by slot: the input port, or - for idle
//! port1 = "0 3*2 idle"      # 3*2 is 3 3
//! port2 = [0, 4, "idle", 5] # the number of ports is idle, too
//! port3 = { "0-2" = 1, "3" = "idle" }
//! port4 = "-*4"
//! ```
//! Every slot of every port of every switch must be there: nothing is idle by omission.
//! Several boards stand in one file as `[boards.NAME]`, `[boards.NAME.switch0]`.
//!
//! # Bounds
//! [`MAX_FILE_LEN`] bytes, 300,000 values, 80 (TOML) or 127 (JSON) levels of nesting.

mod draft;
mod form;
mod nested;
mod node;
mod plain;
mod recognise;
mod rows;
mod toml_tree;

use crate::error::Place;
use crate::error::TableError;
use crate::table::SwitchTable;
pub use form::Form;
pub use form::Found;

/// Longest file that is read, bytes: 24 boards of the largest shape, printed with indents.
pub const MAX_FILE_LEN: usize = 8 * 1024 * 1024;

/// The tables of a file, at least one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// In the order of the file.
    pub found: Vec<Found>,
    /// What a person should know about how the file was read.
    pub notes: Vec<String>,
}

impl Document {
    /// Reads a file's bytes.
    ///
    /// # Errors
    /// [`TableError`] names the entry, and the line where the form has lines that tell.
    pub fn read(bytes: &[u8]) -> Result<Self, TableError> {
        if bytes.len() > MAX_FILE_LEN {
            return Err(TableError::TooLarge {
                limit: MAX_FILE_LEN,
                unit: "bytes",
            });
        }
        let text = std::str::from_utf8(bytes).map_err(|error| TableError::Syntax {
            place: Place::new(format!("byte {}", error.valid_up_to()), None),
            reason: "no UTF-8 text".into(),
        })?;
        Self::of_text(text.strip_prefix('\u{FEFF}').unwrap_or(text))
    }

    fn of_text(text: &str) -> Result<Self, TableError> {
        let mut notes = Vec::new();
        let start = text.trim_start();
        let found = match start.chars().next() {
            None => Err(TableError::NoTable {
                place: Place::default(),
                reason: "it is empty".into(),
            }),
            // A TOML file may begin with [boards.NAME]; no JSON form of ours is a list.
            Some('{') => recognise::boards(&node::json(text)?, &mut notes),
            Some(_) if plain::is_plain(text) => plain::plain(text, &mut notes).map(|table| {
                let form = Form::Plain;
                vec![Found {
                    board: None,
                    form,
                    table,
                }]
            }),
            Some(_) => recognise::boards(&toml_tree::toml(text)?, &mut notes),
        }?;
        Ok(Self { found, notes })
    }

    /// The table for a board: the file's only one, or that which names it.
    ///
    /// # Errors
    /// [`TableError::OtherBoards`].
    pub fn for_board(&self, board: &str) -> Result<&SwitchTable, TableError> {
        if let [only] = self.found.as_slice() {
            return Ok(&only.table);
        }
        let named = |found: &&Found| found.board.as_deref() == Some(board);
        let table = self.found.iter().find(named).map(|found| &found.table);
        table.ok_or_else(|| TableError::OtherBoards {
            board: board.to_owned(),
            found: self
                .found
                .iter()
                .filter_map(|found| found.board.clone())
                .collect(),
        })
    }
}
