//! The DRAM holds what is written, across the 8 MiB that older tools stopped at

use anyhow::ensure;
use fic_client::board::ddr::Span;

use crate::hil::trial::Bench;
use crate::hil::trial::End;
use crate::hil::trial::NO_DESIGN;
use crate::hil::trial::Trial;

pub const TRIAL: Trial = Trial {
    name: "memory",
    about: "64 KiB of DRAM across 8 MiB, at an odd address, read back byte by byte",
    effect: "the DRAM from 0x7F8001 on is overwritten",
    run,
};

const START: u64 = 8 * 1024 * 1024 - 32 * 1024 + 1;
const LEN: usize = 64 * 1024;

fn run(bench: &mut Bench<'_>) -> anyhow::Result<End> {
    if !bench.entry.memory {
        return Ok(End::LeftOut("the boards file does not say `memory = true`"));
    }
    if bench.with_design()?.is_none() {
        return Ok(NO_DESIGN);
    }
    bench.board.hls().reset()?;
    bench.board.hls().start()?;
    let bytes = pattern(LEN, 2);
    bench.board.ddr().write(START, &bytes)?;
    let back = bench.board.ddr().read(Span::new(START, LEN as u64)?)?;
    let at = back
        .iter()
        .zip(&bytes)
        .position(|(one, other)| one != other);
    ensure!(
        at.is_none() && back.len() == LEN,
        "the byte at {:#x} differs",
        START + at.unwrap_or(back.len()) as u64
    );
    Ok(End::Passed(format!("{LEN} bytes came back")))
}

/// Bytes without a period that a stuck address line could hide behind.
pub(super) fn pattern(len: usize, seed: u32) -> Vec<u8> {
    let mut state = seed;
    let mut next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 24) as u8
    };
    (0..len).map(|_| next()).collect()
}
