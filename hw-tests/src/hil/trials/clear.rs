//! PROG_B reaches the FPGA and INIT_B comes back

use anyhow::ensure;
use fic_protocol::FpgaState;

use crate::hil::trial::Bench;
use crate::hil::trial::End;
use crate::hil::trial::Trial;

pub const TRIAL: Trial = Trial {
    name: "clear",
    about: "PROG_B clears the FPGA, INIT_B falls and rises, DONE is low",
    effect: "the running design is lost",
    run,
};

fn run(bench: &mut Bench<'_>) -> anyhow::Result<End> {
    bench.board.reset()?;
    let status = bench.board.status()?;
    ensure!(
        status.fpga == FpgaState::Unconfigured,
        "after PROG_B the board says {:?}",
        status.fpga
    );
    Ok(End::Passed("INIT_B answered both edges of PROG_B".into()))
}
