//! A design for another part is refused before a pin moves

use anyhow::bail;
use anyhow::ensure;
use fic_client::Error;
use fic_client::LoadOrder;
use fic_client::Silent;
use fic_protocol::BoardError;
use fic_protocol::FpgaState;
use fic_protocol::ImageFault;

use crate::hil::trial::Bench;
use crate::hil::trial::End;
use crate::hil::trial::NO_DESIGN;
use crate::hil::trial::Trial;

pub const TRIAL: Trial = Trial {
    name: "foreign",
    about: "the board itself refuses a design for another part, and goes on running its own",
    effect: "the foreign design stays in the board's store",
    run,
};

fn run(bench: &mut Bench<'_>) -> anyhow::Result<End> {
    let Some(path) = bench.entry.foreign_design.clone() else {
        return Ok(End::LeftOut("the boards file names no `foreign_design`"));
    };
    if bench.with_design()?.is_none() {
        return Ok(NO_DESIGN);
    }
    let design = bench.read(&path)?;
    // Past the host's own check, which would refuse it first.
    bench.board.stage(&design, &mut Silent)?;
    let refusal = bench.board.load(&LoadOrder::of(&design), &mut Silent);
    match refusal {
        Err(Error::Board {
            error: BoardError::Image(flaw),
            ..
        }) if flaw.fault == ImageFault::PartMismatch => {}
        Err(error) => return Err(error.into()),
        Ok(_) => bail!("the board loaded a design for another part"),
    }
    ensure!(
        bench.board.status()?.fpga == FpgaState::Configured,
        "the refused load stopped the running design"
    );
    Ok(End::Passed("refused as part_mismatch".into()))
}
