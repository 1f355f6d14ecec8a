//! The switching table holds what is written

use anyhow::ensure;

use crate::hil::trial::Bench;
use crate::hil::trial::End;
use crate::hil::trial::NO_DESIGN;
use crate::hil::trial::Trial;

pub const TRIAL: Trial = Trial {
    name: "table",
    about: "entries of the switching table come back, and do not touch each other",
    effect: "slots 0 to 3 of ports 0 to 3 are changed for a moment and put back",
    run,
};

const PORTS: u16 = 4;
const SLOTS: u16 = 4;

fn run(bench: &mut Bench<'_>) -> anyhow::Result<End> {
    if !bench.entry.table {
        return Ok(End::LeftOut("the boards file does not say `table = true`"));
    }
    if bench.with_design()?.is_none() {
        return Ok(NO_DESIGN);
    }
    let mut registers = bench.board.registers();
    let mut before = Vec::new();
    for port in 0..PORTS {
        before.push(registers.read_many(port << 8, SLOTS.into())?);
    }
    let mut written = Ok(());
    for port in 0..PORTS {
        let entries: Vec<u16> = (0..SLOTS).map(|slot| (port + slot) % PORTS).collect();
        written = written.and_then(|()| registers.write_many(port << 8, &entries));
    }
    let mut wrong = Vec::new();
    for port in 0..PORTS {
        let found = registers.read_many(port << 8, SLOTS.into())?;
        for (slot, entry) in (0..SLOTS).zip(found) {
            let expected = (port + slot) % PORTS;
            if entry != expected {
                wrong.push(format!("port {port} slot {slot}: {entry} for {expected}"));
            }
        }
    }
    // What was there comes back whatever was found.
    for (port, entries) in (0..PORTS).zip(&before) {
        registers.write_many(port << 8, entries)?;
    }
    written?;
    ensure!(wrong.is_empty(), "{}", wrong.join("; "));
    Ok(End::Passed(format!("{} entries came back", PORTS * SLOTS)))
}
