//! Bytes go to the user logic and come back

use anyhow::ensure;

use crate::hil::trial::Bench;
use crate::hil::trial::End;
use crate::hil::trial::NO_DESIGN;
use crate::hil::trial::Trial;
use crate::hil::trials::memory::pattern;

pub const TRIAL: Trial = Trial {
    name: "data",
    about: "what is sent to the user logic comes back from it",
    effect: "the user logic is reset and started",
    run,
};

const LEN: usize = 4096;
/// No more than a user logic of the lab buffers.
const PIECE: usize = 256;

fn run(bench: &mut Bench<'_>) -> anyhow::Result<End> {
    if !bench.entry.loopback {
        return Ok(End::LeftOut(
            "the boards file does not say `loopback = true`",
        ));
    }
    if bench.with_design()?.is_none() {
        return Ok(NO_DESIGN);
    }
    let mut hls = bench.board.hls();
    hls.reset()?;
    hls.start()?;
    for (number, piece) in pattern(LEN, 1).chunks(PIECE).enumerate() {
        hls.send(piece)?;
        let back = hls.receive(PIECE as u64)?;
        let at = back.iter().zip(piece).position(|(one, other)| one != other);
        ensure!(
            at.is_none(),
            "byte {} differs",
            number * PIECE + at.unwrap_or_default()
        );
    }
    Ok(End::Passed(format!("{LEN} bytes came back")))
}
