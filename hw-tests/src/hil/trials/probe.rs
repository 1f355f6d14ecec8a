//! The FPGA says which part it is

use anyhow::Context;
use anyhow::ensure;
use fic_bitstream::Part;

use crate::hil::trial::Bench;
use crate::hil::trial::End;
use crate::hil::trial::Trial;

pub const TRIAL: Trial = Trial {
    name: "probe",
    about: "IDCODE and STAT can be read through SelectMAP, and the part is the board's",
    effect: "the FPGA is cleared first: the running design is lost",
    run,
};

fn run(bench: &mut Bench<'_>) -> anyhow::Result<End> {
    bench.board.reset()?;
    let report = bench.board.probe()?;
    let idcode = report
        .idcode
        .context("no IDCODE came back: CD0-15, CCLK, CSI_B, RDWR_B; see the bring-up guide")?;
    let expected = bench.board.identity().part.clone();
    let found = Part::by_idcode(idcode).map_or("an unknown part", |part| part.name);
    ensure!(
        found == expected,
        "IDCODE {idcode:08X} is {found}, the profile says {expected}"
    );
    Ok(End::Passed(format!(
        "IDCODE {idcode:08X}, STAT {:08X?}",
        report.stat
    )))
}
