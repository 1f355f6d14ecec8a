//! What the registers hold before a table is applied, and how sure that is

use super::options::VerifyPolicy;
use crate::board::switch::applied_note::AppliedNote;
use crate::board::switch::bus::TableBus;
use crate::board::switch::readback::Readback;
use crate::board::switch::registers::read_registers;
use fic_network::HardwareTable;
use fic_network::SLOT_COUNT;
use fic_network::Shape;

/// What the registers hold.
pub(super) struct CurrentTable {
    /// What was read, unless the design is known not to tell.
    pub(super) read: Option<HardwareTable>,
    /// What is certain: registers that hold the right value need no write.
    pub(super) certain: HardwareTable,
    /// Best knowledge: what is put back if something fails.
    pub(super) previous: HardwareTable,
    /// What was put back can be trusted when it reads so.
    pub(super) tells: bool,
    /// Whether the design gives its table back.
    pub(super) gives_back: Readback,
}

impl CurrentTable {
    pub(super) fn find<B: TableBus>(
        bus: &mut B,
        shape: Shape,
        applied: &AppliedNote,
        read_back: VerifyPolicy,
    ) -> Result<Self, B::Error> {
        let gives_back = match read_back {
            VerifyPolicy::Auto => applied.gives_back(),
            VerifyPolicy::Required => Readback::Yes,
            VerifyPolicy::Never => Readback::No,
        };
        if gives_back == Readback::No {
            let count = bus.read(SLOT_COUNT, 1)?.first().copied();
            return Ok(Self::remembered(applied.registers(count)));
        }
        let read = read_registers(bus, shape)?;
        let alike = read.constant(read.registers.keys().copied()).is_some();
        let certain = match gives_back == Readback::Yes || !alike {
            true => read.clone(),
            false => applied.registers(read.slot_count),
        };
        let mut previous = read.clone();
        previous.registers.extend(&certain.registers);
        Ok(Self {
            previous,
            // A table that is not in force may be lost.
            tells: applied.gives_back() == Readback::Yes || !alike || read.live_slots() == Some(0),
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
            gives_back: Readback::No,
        }
    }
}
