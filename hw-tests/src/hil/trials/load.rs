//! A design starts, and is not loaded twice

use anyhow::Context;
use anyhow::ensure;
use fic_protocol::FpgaState;

use crate::hil::trial::Bench;
use crate::hil::trial::End;
use crate::hil::trial::NO_DESIGN;
use crate::hil::trial::Trial;

pub const TRIAL: Trial = Trial {
    name: "load",
    about: "the design is staged and loaded, DONE rises; asking again does nothing",
    effect: "the design runs afterwards",
    run,
};

fn run(bench: &mut Bench<'_>) -> anyhow::Result<End> {
    let Some(path) = bench.entry.design.clone() else {
        return Ok(NO_DESIGN);
    };
    let first = bench.deploy(&path, true)?;
    let load = first.load.context("a load without a report")?;
    ensure!(!load.already_running, "a forced load was left out");
    ensure!(
        bench.board.status()?.fpga == FpgaState::Configured,
        "the load was reported as done, but DONE is low"
    );
    let again = bench.deploy(&path, false)?.load;
    ensure!(
        again.is_some_and(|load| load.already_running),
        "the running design was loaded a second time"
    );
    Ok(End::Passed(format!(
        "{} bytes in {} us, {} clocks after the data",
        load.record.len_bytes, load.record.duration_us, load.startup_clocks
    )))
}
