//! Words reach the design and come back

use anyhow::ensure;

use crate::hil::trial::Bench;
use crate::hil::trial::End;
use crate::hil::trial::NO_DESIGN;
use crate::hil::trial::Trial;

pub const TRIAL: Trial = Trial {
    name: "registers",
    about: "every bit of the LED register can be set and cleared, over many accesses",
    effect: "the LEDs flicker; their value is put back",
    run,
};

/// `facts/hardware.md` 9.6.
const LED: u16 = 0xFFFB;
const ROUNDS: u16 = 50;

fn run(bench: &mut Bench<'_>) -> anyhow::Result<End> {
    if bench.with_design()?.is_none() {
        return Ok(NO_DESIGN);
    }
    let mut registers = bench.board.registers();
    let before = registers.read(LED)?;
    let walk = (0..8).map(|bit| 1 << bit);
    let values: Vec<u16> = [0x00, 0xFF, 0x55, 0xAA].into_iter().chain(walk).collect();
    let mut seen = 0_u32;
    for round in 0..ROUNDS {
        for &value in &values {
            registers.write(LED, value)?;
            let back = registers.read(LED)?;
            ensure!(
                back == value,
                "round {round}: {value:#04x} was written, {back:#04x} came back; bits {:#04x}",
                back ^ value
            );
            seen += 1;
        }
    }
    registers.write(LED, before)?;
    Ok(End::Passed(format!("{seen} values came back")))
}
