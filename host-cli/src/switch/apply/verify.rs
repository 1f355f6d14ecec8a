//! Reads a table back and compares

use std::fmt;

use crate::switch::Cell;
use crate::switch::GivesBack;
use crate::switch::HardwareTable;
use crate::switch::SLOT_COUNT;
use crate::switch::SwitchTable;
use crate::switch::TableBus;

/// A register that does not hold what was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Difference {
    /// Which.
    pub address: u16,
    /// What it should hold.
    pub written: u16,
    /// What it reads as; `None` if it was not read.
    pub read: Option<u16>,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match Cell::at(self.address) {
            Some(cell) => write!(f, "{cell}")?,
            None => write!(f, "the slot count")?,
        }
        match self.read {
            Some(read) => write!(f, " is {read}, not {}", self.written),
            None => write!(f, " was not read"),
        }
    }
}

/// What a comparison says.
pub(super) enum Verdict {
    /// The registers hold the table.
    Holds,
    /// All entries read alike, before and after: the registers say nothing about the table.
    SaysNothing(GivesBack),
    /// The registers hold something else.
    Differs(Vec<Difference>),
}

/// Compares the registers with `table`; `before` is what was read before it was written.
pub(super) fn verify<B: TableBus>(
    bus: &mut B,
    before: Option<&HardwareTable>,
    table: &SwitchTable,
    known: GivesBack,
) -> Result<Verdict, B::Error> {
    let after = HardwareTable::read(bus, table.shape())?;
    let differences = compare(&after, table);
    let cells = || table.registers().map(|(address, _)| address);
    let constant = after.constant(cells());
    let alike =
        constant.is_some() && constant == before.and_then(|before| before.constant(cells()));
    let mute = alike && known == GivesBack::Unknown;
    let count_is_right = after.slot_count == Some(table.slot_count());
    Ok(match differences.is_empty() {
        true if mute => Verdict::SaysNothing(GivesBack::Unknown),
        true => Verdict::Holds,
        false if mute && count_is_right => Verdict::SaysNothing(GivesBack::No),
        false => Verdict::Differs(differences),
    })
}

/// Registers that do not hold the table.
fn compare(found: &HardwareTable, table: &SwitchTable) -> Vec<Difference> {
    let count = (SLOT_COUNT, table.slot_count(), found.slot_count);
    let entries = table
        .registers()
        .map(|(address, value)| (address, value, found.registers.get(&address).copied()));
    std::iter::once(count)
        .chain(entries)
        .filter(|&(_, written, read)| read != Some(written))
        .map(|(address, written, read)| Difference {
            address,
            written,
            read,
        })
        .collect()
}
