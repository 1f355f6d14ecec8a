//! How large a table is, and where each of its entries is written

use std::fmt;

use crate::error::TableError;
use crate::number::MAX_PORTS;
use crate::number::MAX_SLOTS;
use crate::number::MAX_SWITCHES;
use crate::number::Port;
use crate::number::Slot;
use crate::number::SwitchIndex;

/// Register that holds the slot count, shifted left by one (hardware.md 9.6).
pub const SLOT_COUNT: u16 = 0xFFF8;
/// First address past the switching tables: the data window of the user logic.
const TABLES_END: u16 = 0x1000;

/// How many ports, slots and switches a table has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Shape {
    ports: u8,
    slots: u8,
    switches: u8,
}

impl Shape {
    /// # Errors
    /// [`TableError::OutOfRange`] if one of them is 0 or more than a board can have.
    pub fn new(ports: u8, slots: u8, switches: u8) -> Result<Self, TableError> {
        let given = [
            ("ports", ports, MAX_PORTS),
            ("slots", slots, MAX_SLOTS),
            ("switches", switches, MAX_SWITCHES),
        ];
        for (what, value, limit) in given {
            if value == 0 || value > limit {
                return Err(TableError::out_of_range(what, value, 1, limit));
            }
        }
        Ok(Self {
            ports,
            slots,
            switches,
        })
    }

    /// Inputs and outputs of each switch, port 0 (user logic) included.
    pub fn ports(self) -> u8 {
        self.ports
    }

    /// Slots of the schedule.
    pub fn slots(self) -> u8 {
        self.slots
    }

    /// Switches (lanes).
    pub fn switches(self) -> u8 {
        self.switches
    }

    /// Entries in all.
    pub fn len(self) -> usize {
        usize::from(self.ports) * usize::from(self.slots) * usize::from(self.switches)
    }

    /// Never: a shape has at least one entry.
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// Every cell: switch by switch, port by port, slot by slot.
    pub fn cells(self) -> impl Iterator<Item = Cell> {
        self.rows().flat_map(move |(switch, port)| {
            Slot::first(self.slots).map(move |slot| Cell { switch, port, slot })
        })
    }

    /// Every output port of every switch.
    pub fn rows(self) -> impl Iterator<Item = (SwitchIndex, Port)> {
        SwitchIndex::first(self.switches)
            .flat_map(move |switch| Port::first(self.ports).map(move |port| (switch, port)))
    }

    /// Place of a cell in [`Self::cells`]; `None` if the table has no such cell.
    pub fn index(self, cell: Cell) -> Option<usize> {
        let (switch, port, slot) = cell.numbers();
        let inside = switch < self.switches && port < self.ports && slot < self.slots;
        let row = usize::from(switch) * usize::from(self.ports) + usize::from(port);
        inside.then_some(row * usize::from(self.slots) + usize::from(slot))
    }
}

/// Place of one entry: from where does this output port take its data in this slot?
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Cell {
    /// Which of the board's switches.
    pub switch: SwitchIndex,
    /// Output port.
    pub port: Port,
    /// Time slot.
    pub slot: Slot,
}

impl Cell {
    /// `None` if no board has it.
    pub fn new(switch: u8, port: u8, slot: u8) -> Option<Self> {
        Some(Self {
            switch: SwitchIndex::new(switch)?,
            port: Port::new(port)?,
            slot: Slot::new(slot)?,
        })
    }

    /// Register that holds the entry: `port << 8 | switch << 6 | slot`.
    pub fn address(self) -> u16 {
        let (switch, port, slot) = self.numbers();
        u16::from(port) << 8 | u16::from(switch) << 6 | u16::from(slot)
    }

    /// The cell behind a register; `None` if it is no table's.
    pub fn at(address: u16) -> Option<Self> {
        let [port, rest] = address.to_be_bytes();
        match address < TABLES_END {
            true => Self::new(rest >> 6, port, rest & 0x3F),
            false => None,
        }
    }

    fn numbers(self) -> (u8, u8, u8) {
        (self.switch.number(), self.port.number(), self.slot.number())
    }
}

impl fmt::Display for Cell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.switch, self.port, self.slot)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_and_cells_are_one_to_one() {
        let largest = Shape::new(16, 64, 4).unwrap();
        let mut seen: Vec<u16> = largest.cells().map(Cell::address).collect();
        assert!(
            largest
                .cells()
                .all(|cell| Cell::at(cell.address()) == Some(cell))
        );
        assert!(
            largest
                .cells()
                .enumerate()
                .all(|(i, cell)| largest.index(cell) == Some(i))
        );
        seen.sort_unstable();
        assert_eq!(seen, (0..0x1000).collect::<Vec<_>>());
        assert_eq!(Cell::at(0x1000), None);
        assert_eq!(Cell::at(SLOT_COUNT), None);
    }

    #[test]
    fn the_address_is_that_of_the_facts() {
        let cell = Cell::new(1, 3, 5).unwrap();
        assert_eq!(cell.address(), 0x0345);
        assert_eq!(cell.to_string(), "switch1.port3.slot5");
    }

    #[test]
    fn shapes_are_bounded() {
        for (ports, slots, switches) in [(0, 1, 1), (17, 1, 1), (1, 65, 1), (1, 1, 5), (1, 0, 1)] {
            assert!(Shape::new(ports, slots, switches).is_err());
        }
    }
}
