//! Reads a table back and compares

use crate::board::switch::bus::TableBus;
use crate::board::switch::readback::Readback;
use crate::board::switch::registers::read_registers;
use crate::error::Difference;
use fic_network::HardwareTable;
use fic_network::SLOT_COUNT;
use fic_network::SwitchTable;

/// What a comparison says.
pub(super) enum Verdict {
    /// The registers hold the table.
    Holds,
    /// All entries read alike, before and after: the registers say nothing about the table.
    SaysNothing(Readback),
    /// The registers hold something else.
    Differs(Vec<Difference>),
}

/// Compares the registers with `table`; `before` is what was read before it was written.
pub(super) fn verify<B: TableBus>(
    bus: &mut B,
    before: Option<&HardwareTable>,
    table: &SwitchTable,
    known: Readback,
) -> Result<Verdict, B::Error> {
    let after = read_registers(bus, table.shape())?;
    let differences = compare(&after, table);
    let cells = || table.registers().map(|(address, _)| address);
    let constant = after.constant(cells());
    let alike =
        constant.is_some() && constant == before.and_then(|before| before.constant(cells()));
    let mute = alike && known == Readback::Unknown;
    let count_is_right = after.slot_count == Some(table.slot_count());
    Ok(match differences.is_empty() {
        true if mute => Verdict::SaysNothing(Readback::Unknown),
        true => Verdict::Holds,
        false if mute && count_is_right => Verdict::SaysNothing(Readback::No),
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
