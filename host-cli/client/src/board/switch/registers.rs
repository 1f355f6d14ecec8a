//! Reads the registers of a board's tables

use fic_network::Cell;
use fic_network::HardwareTable;
use fic_network::SLOT_COUNT;
use fic_network::Shape;

use super::bus::TableBus;

/// Reads the slot count and the registers of every cell of `shape`, and of those slots
/// beyond it that the slot count makes live.
///
/// # Errors
/// Those of the bus.
pub fn read_registers<B: TableBus>(bus: &mut B, shape: Shape) -> Result<HardwareTable, B::Error> {
    let mut found = HardwareTable {
        slot_count: bus.read(SLOT_COUNT, 1)?.first().copied(),
        ..HardwareTable::default()
    };
    let count = shape.slots().max(found.live_slots().unwrap_or(0));
    for (switch, port) in shape.rows() {
        let Some(first) = Cell::new(switch.number(), port.number(), 0) else {
            continue;
        };
        let values = bus.read(first.address(), count.into())?;
        found.registers.extend((first.address()..).zip(values));
    }
    Ok(found)
}
