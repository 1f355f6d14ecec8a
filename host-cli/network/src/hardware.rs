//! What registers hold, whether or not it makes sense

use std::collections::BTreeMap;

use crate::number::MAX_SLOTS;
use crate::shape::Cell;
use crate::shape::Shape;
use crate::table::Entry;
use crate::table::SwitchTable;

/// Registers of a board's tables as far as they are known.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct HardwareTable {
    /// The slot count register, as it is; `None` if it is not known.
    pub slot_count: Option<u16>,
    /// Values by address.
    pub registers: BTreeMap<u16, u16>,
}

impl HardwareTable {
    /// The registers after `table` was applied.
    pub fn of_table(table: &SwitchTable) -> Self {
        Self {
            slot_count: Some(table.slot_count()),
            registers: table.registers().collect(),
        }
    }

    /// Slots that the switch goes through; `None` if the register is not known or holds no
    /// slot count.
    pub fn live_slots(&self) -> Option<u8> {
        let slots = u8::try_from(self.slot_count? >> 1).ok()?;
        (slots <= MAX_SLOTS).then_some(slots)
    }

    /// The table of this shape, or the cells that are not known or hold no entry of it.
    ///
    /// # Errors
    /// Each such cell with its value.
    pub fn to_table(&self, shape: Shape) -> Result<SwitchTable, Vec<(Cell, Option<u16>)>> {
        let value = |cell: Cell| self.registers.get(&cell.address()).copied();
        let entry = |cell| Entry::of_value(value(cell)?, shape.ports());
        let entries: Option<Vec<Entry>> = shape.cells().map(entry).collect();
        entries
            .and_then(|entries| SwitchTable::of_entries(shape, entries))
            .ok_or_else(|| {
                let odd = shape.cells().filter(|&cell| entry(cell).is_none());
                odd.map(|cell| (cell, value(cell))).collect()
            })
    }

    /// The one value that all of these registers hold, if it is one.
    pub fn constant(&self, cells: impl Iterator<Item = u16>) -> Option<u16> {
        let mut values = cells.map(|address| self.registers.get(&address).copied());
        let first = values.next()??;
        values.all(|value| value == Some(first)).then_some(first)
    }
}
