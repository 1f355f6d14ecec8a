//! What the registers hold before a table is applied, and how sure that is

use super::ReadBack;
use crate::switch::GivesBack;
use crate::switch::HardwareTable;
use crate::switch::SLOT_COUNT;
use crate::switch::Shape;
use crate::switch::TableBus;
use crate::switch::memory::Memory;

/// What the registers hold.
pub(super) struct Present {
    /// What was read, unless the design is known not to tell.
    pub(super) read: Option<HardwareTable>,
    /// What is certain: registers that hold the right value need no write.
    pub(super) certain: HardwareTable,
    /// Best knowledge: what is put back if something fails.
    pub(super) previous: HardwareTable,
    /// What was put back can be trusted when it reads so.
    pub(super) tells: bool,
    /// Whether the design gives its table back.
    pub(super) gives_back: GivesBack,
}

impl Present {
    pub(super) fn find<B: TableBus>(
        bus: &mut B,
        shape: Shape,
        memory: &Memory,
        read_back: ReadBack,
    ) -> Result<Self, B::Error> {
        let gives_back = match read_back {
            ReadBack::Auto => memory.gives_back(),
            ReadBack::Required => GivesBack::Yes,
            ReadBack::Never => GivesBack::No,
        };
        if gives_back == GivesBack::No {
            let count = bus.read(SLOT_COUNT, 1)?.first().copied();
            return Ok(Self::remembered(memory.registers(count)));
        }
        let read = HardwareTable::read(bus, shape)?;
        let alike = read.constant(read.registers.keys().copied()).is_some();
        let certain = match gives_back == GivesBack::Yes || !alike {
            true => read.clone(),
            false => memory.registers(read.slot_count),
        };
        let mut previous = read.clone();
        previous.registers.extend(&certain.registers);
        Ok(Self {
            previous,
            // A table that is not in force may be lost.
            tells: memory.gives_back() == GivesBack::Yes || !alike || read.live_slots() == Some(0),
            read: Some(read),
            certain,
            gives_back,
        })
    }

    fn remembered(registers: HardwareTable) -> Self {
        Self {
            read: None,
            certain: registers.clone(),
            previous: registers,
            tells: false,
            gives_back: GivesBack::No,
        }
    }
}
