//! The table that passes nothing and fits what is on the board

use crate::board::switch::applied_note::AppliedNote;
use crate::board::switch::bus::TableBus;
use crate::board::switch::show::Hint;
use fic_network::HardwareTable;
use fic_network::SLOT_COUNT;
use fic_network::Shape;
use fic_network::SwitchTable;

/// Why a board's tables cannot be cleared.
#[derive(Debug, thiserror::Error)]
pub enum ClearError<E: std::error::Error> {
    /// The board failed to read.
    #[error("reading the slot count failed: {0}")]
    Bus(#[source] E),
    /// Idle is the number of ports: a wrong guess would name a port that exists.
    #[error("how many ports and switches the design has is not known")]
    ShapeUnknown,
    /// The slot count register holds nothing that is one.
    #[error("the slot count register holds {value:#06x}, which is no slot count")]
    NoSlotCount {
        /// What it holds.
        value: u16,
    },
    /// The hint is out of range.
    #[error(transparent)]
    Table(#[from] fic_network::TableError),
}

/// A table with every entry idle: as many slots as the board goes through now, ports and
/// switches from the hint, else from the table that was applied last. `None` if the slot
/// count is 0: nothing is in force.
///
/// # Errors
/// [`ClearError`].
pub fn cleared<B: TableBus>(
    bus: &mut B,
    hint: Hint,
) -> Result<Option<SwitchTable>, ClearError<B::Error>> {
    let found = HardwareTable {
        slot_count: bus
            .read(SLOT_COUNT, 1)
            .map_err(ClearError::Bus)?
            .first()
            .copied(),
        ..HardwareTable::default()
    };
    let slots = match found.live_slots() {
        Some(0) => return Ok(None),
        Some(slots) => slots,
        None => {
            let value = found.slot_count.unwrap_or_default();
            return Err(ClearError::NoSlotCount { value });
        }
    };
    let applied = AppliedNote::read(bus, hint.loaded_at_s, &mut Vec::new());
    let applied = applied.note.map(|note| note.table.shape());
    let ports = hint.ports.or(applied.map(Shape::ports));
    let switches = hint.switches.or(applied.map(Shape::switches));
    let (ports, switches) = ports.zip(switches).ok_or(ClearError::ShapeUnknown)?;
    Ok(Some(SwitchTable::idle(Shape::new(ports, slots, switches)?)))
}
