//! The FPGA's supplies are good

use anyhow::ensure;

use crate::hil::trial::Bench;
use crate::hil::trial::End;
use crate::hil::trial::Trial;

pub const TRIAL: Trial = Trial {
    name: "power",
    about: "PWOK is high",
    effect: "nothing: pins are read",
    run,
};

fn run(bench: &mut Bench<'_>) -> anyhow::Result<End> {
    let status = bench.board.status()?;
    ensure!(
        status.pins.power,
        "PWOK (GPIO24) is low: no power, or the wire is open; nothing else can pass"
    );
    Ok(End::Passed(format!("PWOK is high, {:?}", status.fpga)))
}
