//! What the raw pins say fits what the board says

use anyhow::ensure;

use crate::hil::trial::Bench;
use crate::hil::trial::End;
use crate::hil::trial::Trial;

pub const TRIAL: Trial = Trial {
    name: "pins",
    about: "PWOK as a raw pin agrees, and control pins hold still",
    effect: "nothing: pins are read 64 times",
    run,
};

/// `facts/hardware.md` 9.2.
const PWOK: u32 = 1 << 24;
const PROG_B: u32 = 1 << 5;
const LOOKS: usize = 64;

fn run(bench: &mut Bench<'_>) -> anyhow::Result<End> {
    let power = bench.board.status()?.pins.power;
    let mut seen_high = 0;
    let mut seen_low = 0;
    for _ in 0..LOOKS {
        let levels = bench.board.gpio().read()?.levels;
        seen_high |= levels;
        seen_low |= !levels;
    }
    let unsteady = seen_high & seen_low & (PWOK | PROG_B);
    ensure!(
        unsteady == 0,
        "pins {unsteady:#010x} change while nobody drives them: a floating wire?"
    );
    ensure!(
        (seen_high & PWOK != 0) == power,
        "GPIO24 reads {}, the status says {power}",
        seen_high & PWOK != 0
    );
    Ok(End::Passed(format!("levels {seen_high:#010x}")))
}
