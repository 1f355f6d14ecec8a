//! What differs between two tables, entry by entry

use serde::Serialize;
use serde::Serializer;
use serde::ser::SerializeStruct;

use crate::shape::Cell;
use crate::shape::Shape;
use crate::table::Entry;
use crate::table::SwitchTable;

/// An entry that differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Change {
    /// Which.
    pub cell: Cell,
    /// In the old table; `None` if it has no such entry.
    pub old: Option<Entry>,
    /// In the new table; `None` if it has no such entry.
    pub new: Option<Entry>,
}

/// `{"entry", "old", "new"}`: input ports as numbers, `"idle"`, or null where there is no entry.
impl Serialize for Change {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut fields = to.serialize_struct("Change", 3)?;
        fields.serialize_field("entry", &self.cell.to_string())?;
        fields.serialize_field("old", &self.old.map(Spelled))?;
        fields.serialize_field("new", &self.new.map(Spelled))?;
        fields.end()
    }
}

struct Spelled(Entry);

impl Serialize for Spelled {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Entry::From(port) => to.serialize_u8(port.number()),
            Entry::Idle => to.serialize_str("idle"),
        }
    }
}

/// What differs between two tables.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableDiff {
    /// Shape of the old table.
    pub old: Shape,
    /// Shape of the new table.
    pub new: Shape,
    /// Entries that differ or that only one of them has.
    pub changes: Vec<Change>,
}

impl TableDiff {
    /// The tables are the same.
    pub fn is_empty(&self) -> bool {
        self.old == self.new && self.changes.is_empty()
    }
}

/// Compares two tables entry by entry. Idle in one is idle in the other, even if their
/// numbers of ports, and so the values of idle, differ.
pub fn diff(old: &SwitchTable, new: &SwitchTable) -> TableDiff {
    let mut changes: Vec<Change> = old
        .entries()
        .map(|(cell, entry)| (cell, Some(entry), new.get(cell)))
        .chain(
            new.entries()
                .filter(|&(cell, _)| old.get(cell).is_none())
                .map(|(cell, entry)| (cell, None, Some(entry))),
        )
        .filter(|(_, old, new)| old != new)
        .map(|(cell, old, new)| Change { cell, old, new })
        .collect();
    changes.sort_by_key(|change| change.cell);
    TableDiff {
        old: old.shape(),
        new: new.shape(),
        changes,
    }
}
