//! A small partial stream: one section that stops the region, one that writes it.
//!
//! Layout of real UltraScale+ partials, `facts/hardware.md` 3.7, for one region on the first die.

use std::io::{self, Write};

use super::frames::{Random, write_frames};
use super::writer::StreamWriter;
use crate::packet::{Command, Register};
use crate::part::Part;

const COR0: u32 = 0x3880_3FE5;
const FAR_AWAY: u32 = 0x03BE_0000;
/// The region: a column of twelve frames in row 0, and the pad frame that flushes them.
const REGION: u32 = 4 << 7;
const REGION_FRAMES: u32 = 13;

pub(super) fn write<W: Write>(
    part: &Part,
    fill: f64,
    mut random: Random,
    output: W,
) -> io::Result<u64> {
    let mut stream = StreamWriter::new(output);
    let idcode = part.die_idcode(0).unwrap_or_default();
    stop(&mut stream, idcode)?;
    begin(&mut stream, idcode)?;
    stream.write(Register::Far, &[REGION])?;
    stream.command(Command::Wcfg)?;
    stream.nops(1)?;
    let words = REGION_FRAMES * super::frames::FRAME_WORDS as u32;
    stream.long_write(Register::Fdri, words)?;
    write_frames(&mut stream, REGION_FRAMES - 1, fill, &mut random)?;
    write_frames(&mut stream, 1, 0.0, &mut random)?;
    stream.check()?;
    stream.nops(2)?;
    stream.command(Command::Grestore)?;
    stream.nops(2)?;
    stream.command(Command::Lfrm)?;
    stream.nops(20)?;
    stream.command(Command::Start)?;
    stream.nops(1)?;
    end(&mut stream)?;
    Ok(stream.words)
}

/// Shuts the region down.
fn stop<W: Write>(stream: &mut StreamWriter<W>, idcode: u32) -> io::Result<()> {
    begin(stream, idcode)?;
    stream.write(Register::Cor0, &[COR0])?;
    stream.command(Command::Shutdown)?;
    stream.check()?;
    stream.nops(20)?;
    stream.command(Command::Aghigh)?;
    stream.nops(100)?;
    end(stream)
}

fn begin<W: Write>(stream: &mut StreamWriter<W>, idcode: u32) -> io::Result<()> {
    stream.lead_in()?;
    stream.nops(132)?;
    stream.command(Command::Rcrc)?;
    stream.nops(2)?;
    stream.write(Register::Idcode, &[idcode])
}

fn end<W: Write>(stream: &mut StreamWriter<W>) -> io::Result<()> {
    stream.write(Register::Far, &[FAR_AWAY])?;
    stream.check()?;
    stream.command(Command::Desync)?;
    stream.nops(16)
}
