//! A switching table with every entry in place

use crate::number::Port;
use crate::number::Slot;
use crate::number::SwitchIndex;
use crate::shape::Cell;
use crate::shape::Shape;

/// From where an output port takes its data in a slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Entry {
    /// From this input port; 0 is the board's own user logic.
    From(Port),
    /// From nowhere.
    Idle,
}

impl Entry {
    /// The register's value in a table with `ports` ports; idle is that number itself.
    pub fn value(self, ports: u8) -> u8 {
        match self {
            Self::From(port) => port.number(),
            Self::Idle => ports,
        }
    }

    /// What a register's value means in a table with `ports` ports; `None` if it names a
    /// port that does not exist.
    pub fn of_value(value: u16, ports: u8) -> Option<Self> {
        let value = u8::try_from(value).ok()?;
        match value == ports {
            true => Some(Self::Idle),
            false if value < ports => Port::new(value).map(Self::From),
            false => None,
        }
    }
}

/// The tables of all switches of one board.
///
/// # Examples
/// ```
/// use fic_network::{Cell, Entry, Port, Shape, SwitchTable};
///
/// let mut table = SwitchTable::idle(Shape::new(5, 2, 1)?);
/// // In slot 1, what arrives at port 3 goes to the user logic.
/// if let (Some(cell), Some(port)) = (Cell::new(0, 0, 1), Port::new(3)) {
///     assert!(table.set(cell, Entry::From(port)));
/// }
/// # Ok::<(), fic_network::TableError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SwitchTable {
    shape: Shape,
    /// In the order of [`Shape::cells`].
    entries: Vec<Entry>,
}

impl SwitchTable {
    /// A table that passes nothing.
    pub fn idle(shape: Shape) -> Self {
        Self {
            shape,
            entries: vec![Entry::Idle; shape.len()],
        }
    }

    /// A table of these entries, in the order of [`Shape::cells`]; `None` if their number
    /// is another one or an entry names a port that the shape has not.
    pub fn of_entries(shape: Shape, entries: Vec<Entry>) -> Option<Self> {
        let fits = |entry: &Entry| fits(shape, *entry);
        let whole = entries.len() == shape.len() && entries.iter().all(fits);
        whole.then_some(Self { shape, entries })
    }

    /// Ports, slots and switches.
    pub fn shape(&self) -> Shape {
        self.shape
    }

    /// An entry; `None` if the table has no such cell.
    pub fn get(&self, cell: Cell) -> Option<Entry> {
        self.entries.get(self.shape.index(cell)?).copied()
    }

    /// Changes an entry; false, and nothing is changed, if the table has no such cell or port.
    pub fn set(&mut self, cell: Cell, entry: Entry) -> bool {
        let index = self.shape.index(cell).filter(|_| fits(self.shape, entry));
        match index.and_then(|index| self.entries.get_mut(index)) {
            Some(place) => {
                *place = entry;
                true
            }
            None => false,
        }
    }

    /// Every cell with its entry, in the order of [`Shape::cells`].
    pub fn entries(&self) -> impl Iterator<Item = (Cell, Entry)> {
        self.shape.cells().zip(self.entries.iter().copied())
    }

    /// Every register with its value, in the order of [`Shape::cells`].
    pub fn registers(&self) -> impl Iterator<Item = (u16, u16)> {
        let ports = self.shape.ports();
        self.entries()
            .map(move |(cell, entry)| (cell.address(), entry.value(ports).into()))
    }

    /// What the slot count register holds for this table.
    pub fn slot_count(&self) -> u16 {
        u16::from(self.shape.slots()) << 1
    }

    /// The entries of one output port, slot by slot.
    pub fn row(&self, switch: SwitchIndex, port: Port) -> &[Entry] {
        let first = Slot::first(1).next();
        let start = first
            .map(|slot| Cell { switch, port, slot })
            .and_then(|cell| self.shape.index(cell));
        start
            .and_then(|start| {
                self.entries
                    .get(start..start + usize::from(self.shape.slots()))
            })
            .unwrap_or_default()
    }
}

fn fits(shape: Shape, entry: Entry) -> bool {
    match entry {
        Entry::From(port) => port.number() < shape.ports(),
        Entry::Idle => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_mean_ports_idle_or_nothing() {
        for (value, entry) in [
            (0, Some(Entry::From(Port::LOCAL))),
            (3, Port::new(3).map(Entry::From)),
            (4, Some(Entry::Idle)),
            (5, None),
            (0x100, None),
            (0xFFFF, None),
        ] {
            assert_eq!(Entry::of_value(value, 4), entry, "{value}");
        }
    }

    #[test]
    fn nothing_outside_can_be_set() {
        let mut table = SwitchTable::idle(Shape::new(2, 1, 1).unwrap());
        let from = |port| Entry::From(Port::new(port).unwrap());
        assert!(table.set(Cell::new(0, 1, 0).unwrap(), from(1)));
        assert!(!table.set(Cell::new(0, 1, 0).unwrap(), from(2)));
        assert!(!table.set(Cell::new(0, 2, 0).unwrap(), from(0)));
        assert_eq!(table.registers().collect::<Vec<_>>(), [(0, 2), (0x100, 1)]);
        assert_eq!(table.slot_count(), 2);
    }
}
