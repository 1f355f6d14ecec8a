//! A table that is being filled

use super::node::Node;
use super::node::Value;
use super::node::shortened;
use super::node::under;
use crate::error::Place;
use crate::error::TableError;
use crate::shape::Cell;
use crate::shape::Shape;
use crate::table::Entry;
use crate::table::SwitchTable;

/// Entries as far as they are known.
pub(super) struct Draft {
    shape: Shape,
    entries: Vec<Option<Entry>>,
    /// Path of the object that holds the switches.
    path: String,
    /// Word for a switch in this form: `switch`, or `output` in the older one.
    word: &'static str,
}

impl Draft {
    pub(super) fn new(shape: Shape, path: &str, word: &'static str) -> Self {
        Self {
            shape,
            entries: vec![None; shape.len()],
            path: path.to_owned(),
            word,
        }
    }

    pub(super) fn shape(&self) -> Shape {
        self.shape
    }

    /// Path of a cell in the file.
    pub(super) fn path(&self, cell: Cell) -> String {
        let switch = format!("{}{}", self.word, cell.switch.number());
        under(&self.path, &format!("{switch}.{}.{}", cell.port, cell.slot))
    }

    /// Fills an entry with the value that a register would hold.
    pub(super) fn put(
        &mut self,
        cell: Cell,
        value: i64,
        line: Option<usize>,
    ) -> Result<(), TableError> {
        let entry = u16::try_from(value).ok();
        let entry = entry.and_then(|value| Entry::of_value(value, self.shape.ports()));
        let place = || Place::new(self.path(cell), line);
        let Some(entry) = entry else {
            return Err(no_such_port(place(), value.to_string(), self.shape));
        };
        self.put_entry(cell, entry, line)
    }

    pub(super) fn put_entry(
        &mut self,
        cell: Cell,
        entry: Entry,
        line: Option<usize>,
    ) -> Result<(), TableError> {
        let place = Place::new(self.path(cell), line);
        let index = self.shape.index(cell);
        match index.and_then(|index| self.entries.get_mut(index)) {
            None => Err(TableError::Extra {
                place,
                reason: size(self.shape),
            }),
            Some(Some(_)) => Err(TableError::Twice { place }),
            Some(empty) => {
                *empty = Some(entry);
                Ok(())
            }
        }
    }

    /// Fills an entry from a value of JSON or TOML.
    pub(super) fn put_node(&mut self, cell: Cell, node: &Node) -> Result<(), TableError> {
        match &node.value {
            Value::Integer(value) => self.put(cell, *value, node.line),
            _ => Err(node.wrong(&self.path(cell), "the number of an input port")),
        }
    }

    /// The table, if every entry is known.
    pub(super) fn finish(self) -> Result<SwitchTable, TableError> {
        let cells = self.shape.cells().zip(&self.entries);
        let mut missing = cells
            .filter(|(_, entry)| entry.is_none())
            .map(|(cell, _)| cell);
        if let Some(first) = missing.next() {
            return Err(TableError::Hole {
                place: Place::new(self.path(first), None),
                more: missing.count(),
            });
        }
        let known = self.entries.iter().copied().flatten().collect();
        SwitchTable::of_entries(self.shape, known).ok_or(TableError::Hole {
            place: Place::new(self.path, None),
            more: 0,
        })
    }
}

pub(super) fn no_such_port(place: Place, value: String, shape: Shape) -> TableError {
    TableError::NoSuchPort {
        place,
        value,
        ports: shape.ports(),
    }
}

/// `the table has 4 ports, 2 slots and 1 switch`.
pub(super) fn size(shape: Shape) -> String {
    format!(
        "the table has {}, {} and {}",
        counted(shape.ports(), "port", "ports"),
        counted(shape.slots(), "slot", "slots"),
        counted(shape.switches(), "switch", "switches"),
    )
}

fn counted(count: u8, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

/// A number of the header.
pub(super) fn count(node: &Node, path: &str, limit: u8) -> Result<u8, TableError> {
    let out_of_range = |value: String| TableError::OutOfRange {
        place: node.place(path),
        value,
        min: 1,
        max: limit,
    };
    match &node.value {
        Value::Integer(value) => match u8::try_from(*value) {
            Ok(value) if (1..=limit).contains(&value) => Ok(value),
            _ => Err(out_of_range(value.to_string())),
        },
        _ => Err(node.wrong(path, "a number")),
    }
}

/// The number in `slot7`; no sign, no leading zero.
pub(super) fn number_in(key: &str, word: &str) -> Option<u32> {
    let digits = key.strip_prefix(word)?;
    let plain =
        !digits.is_empty() && digits.len() <= 5 && digits.bytes().all(|b| b.is_ascii_digit());
    let canonical = digits == "0" || !digits.starts_with('0');
    (plain && canonical).then(|| digits.parse().ok()).flatten()
}

/// The number in `slot7` if it is below `count`.
pub(super) fn index_in(
    (key, node): (&str, &Node),
    word: &str,
    count: u8,
    path: &str,
) -> Result<u8, TableError> {
    let number = number_in(key, word).and_then(|number| u8::try_from(number).ok());
    number
        .filter(|&number| number < count)
        .ok_or_else(|| TableError::Extra {
            place: node.place(under(path, &shortened(key))),
            reason: match count {
                1 => format!("there is only {word}0"),
                count => format!("there are {word}0 to {word}{}", count - 1),
            },
        })
}
