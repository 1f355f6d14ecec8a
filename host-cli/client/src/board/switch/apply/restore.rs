//! Puts registers back as they were

use std::fmt;

use crate::board::switch::bus::TableBus;
use crate::board::switch::registers::read_registers;
use crate::error::Restored;
use fic_network::HardwareTable;
use fic_network::SLOT_COUNT;
use fic_network::Shape;

/// Times that a register is written before restoring it has failed.
const TRIES: usize = 3;

/// Undoes `runs`, the last one first; then repairs what else differs, for a fault may have
/// hit a register that was not meant.
pub(super) fn restore<B: TableBus>(
    bus: &mut B,
    before: &HardwareTable,
    runs: &[(u16, Vec<u16>)],
    readable: Option<Shape>,
) -> Restored {
    bus.restoring();
    let undone = undo(bus, before, runs);
    let repaired = match readable {
        Some(shape) => repair(bus, before, shape),
        None => undone.failure(),
    };
    match (repaired, undone.unknown) {
        (Some((registers, reason)), _) => Restored::Failed { registers, reason },
        (None, 0) if readable.is_some() => Restored::Whole,
        (None, 0) => Restored::Unverified,
        (None, registers) => Restored::Unknown { registers },
    }
}

#[derive(Default)]
struct Undone {
    /// Registers whose previous value is not known.
    unknown: usize,
    failed: usize,
    reason: Option<String>,
}

impl Undone {
    fn failure(&self) -> Option<(usize, String)> {
        let reason = self.reason.clone()?;
        Some((self.failed, reason))
    }
}

fn undo<B: TableBus>(bus: &mut B, before: &HardwareTable, runs: &[(u16, Vec<u16>)]) -> Undone {
    let mut undone = Undone::default();
    for (address, values) in runs.iter().rev() {
        let old = (*address..).take(values.len());
        let old = old.map(|address| known(before, address));
        let Some(old) = old.collect::<Option<Vec<u16>>>() else {
            undone.unknown += values.len();
            continue;
        };
        if let Err(reason) = persist(|| bus.write(*address, &old)) {
            undone.failed += old.len();
            undone.reason.get_or_insert(reason);
        }
    }
    undone
}

/// Reads all, and writes what differs, until nothing does; otherwise how many registers do.
fn repair<B: TableBus>(
    bus: &mut B,
    before: &HardwareTable,
    shape: Shape,
) -> Option<(usize, String)> {
    let mut wrong = Vec::new();
    let mut reason = "they do not hold what was written".to_owned();
    for _ in 0..TRIES {
        match persist(|| read_registers(bus, shape)) {
            Ok(now) => wrong = differing(before, &now),
            Err(error) => return Some((before.registers.len() + 1, error)),
        }
        if wrong.is_empty() {
            return None;
        }
        for &(address, value) in &wrong {
            if let Err(error) = bus.write(address, &[value]) {
                reason = error.to_string();
            }
        }
    }
    Some((wrong.len(), reason))
}

/// Registers that were read with another value than they had before.
fn differing(before: &HardwareTable, now: &HardwareTable) -> Vec<(u16, u16)> {
    let count = before.slot_count.map(|count| (SLOT_COUNT, count));
    let entries = before
        .registers
        .iter()
        .map(|(&address, &value)| (address, value));
    let differs =
        |&(address, value): &(u16, u16)| known(now, address).is_some_and(|now| now != value);
    count.into_iter().chain(entries).filter(differs).collect()
}

fn known(registers: &HardwareTable, address: u16) -> Option<u16> {
    match address {
        SLOT_COUNT => registers.slot_count,
        _ => registers.registers.get(&address).copied(),
    }
}

/// A fault that made the apply fail may still be there at the first try.
fn persist<T, E: fmt::Display>(mut act: impl FnMut() -> Result<T, E>) -> Result<T, String> {
    let mut result = act();
    for _ in 1..TRIES {
        if result.is_err() {
            result = act();
        }
    }
    result.map_err(|error| error.to_string())
}
