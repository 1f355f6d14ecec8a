//! The same again and again

use anyhow::Context;
use anyhow::ensure;

use crate::hil::trial::Bench;
use crate::hil::trial::End;
use crate::hil::trial::NO_DESIGN;
use crate::hil::trial::Trial;
use crate::hil::trials::registers;

pub const TRIAL: Trial = Trial {
    name: "soak",
    about: "loads and register loops, `--soak N` rounds; one failure fails it",
    effect: "the FPGA is loaded N times",
    run,
};

fn run(bench: &mut Bench<'_>) -> anyhow::Result<End> {
    let Some(design) = bench.entry.design.clone() else {
        return Ok(NO_DESIGN);
    };
    let other = bench.entry.other_design.clone();
    let other = other.unwrap_or_else(|| design.clone());
    let mut times_us = Vec::new();
    for round in 1..=bench.rounds {
        // Ends with the first design, which the registers belong to.
        for path in [&other, &design] {
            let report = bench.deploy(path, true);
            let report = report.with_context(|| format!("round {round}"))?;
            let load = report.load.context("a load without a report")?;
            ensure!(
                !load.already_running,
                "round {round}: the load was left out"
            );
            times_us.push(load.record.duration_us);
        }
        (registers::TRIAL.run)(bench).with_context(|| format!("round {round}"))?;
    }
    let fastest = times_us.iter().min().copied().unwrap_or_default();
    let slowest = times_us.iter().max().copied().unwrap_or_default();
    Ok(End::Passed(format!(
        "{} loads, {fastest} to {slowest} us each",
        times_us.len()
    )))
}
