//! Full streams: header, frames, tail, and the second die inside.
//!
//! Word for word the layout of `facts/hardware.md` 3.7, 4.3 and 8.1.

use std::io::{self, Write};

use super::frames::{FRAME_WORDS, Random, write_frames};
use super::writer::StreamWriter;
use crate::packet::{Command, NOP, Register};
use crate::part::Part;

/// COR0 of a compressed file; DONE in phase 4, no wait for clocks or impedances.
const COR0: u32 = 0x3800_3FE5;
const COR1: u32 = 0x0040_0000;
const FAR_AWAY: u32 = 0x03BE_0000;
/// CTL1 bit that stands around compressed frame data; its meaning is not documented.
const CTL1_COMPRESS: u32 = 0x1000;

/// NOPs after the DESYNC of the first die, and of streams that follow it.
const TAIL_NOPS: usize = 400;
const LATER_TAIL_NOPS: usize = 404;

#[derive(Clone)]
pub(super) struct Plan {
    pub part: &'static Part,
    pub fill: f64,
    pub compress: bool,
    pub random: Random,
}

impl Plan {
    pub fn write<W: Write>(mut self, output: W) -> io::Result<u64> {
        let mut stream = StreamWriter::new(output);
        self.die(&mut stream, 0)?;
        for die in 1..self.part.idcodes.len() {
            self.next_die(&mut stream, die)?;
        }
        Ok(stream.words)
    }

    /// Die 0 lasts to its NOPs; a later one is handed over in a BOUT write.
    fn next_die<W: Write>(&mut self, stream: &mut StreamWriter<W>, die: usize) -> io::Result<()> {
        let mut counter = StreamWriter::new(io::sink());
        self.clone().die(&mut counter, die)?;
        stream.sync()?;
        stream.nops(1)?;
        stream.command(Command::Shutdown)?;
        stream.nops(1)?;
        stream.command(Command::Rcrc)?;
        stream.nops(2)?;
        stream.long_write(Register::Bout, counter.words as u32)?;
        let mut nested = stream.nested();
        self.die(&mut nested, die)?;
        stream.words += counter.words;
        stream.nops(2)?;
        stream.command(Command::Start)?;
        stream.nops(1)?;
        stream.command(Command::Desync)?;
        stream.nops(LATER_TAIL_NOPS)
    }

    fn die<W: Write>(&mut self, stream: &mut StreamWriter<W>, die: usize) -> io::Result<()> {
        self.header(stream, self.part.die_idcode(die).unwrap_or_default())?;
        if self.compress {
            self.compressed_frames(stream)?;
        } else {
            self.all_frames(stream)?;
        }
        self.tail(stream, if die == 0 { TAIL_NOPS } else { LATER_TAIL_NOPS })
    }

    /// 63 words.
    fn header<W: Write>(&self, stream: &mut StreamWriter<W>, idcode: u32) -> io::Result<()> {
        let ctl1 = if self.compress { CTL1_COMPRESS } else { 0 };
        stream.lead_in()?;
        stream.nops(2)?;
        stream.write(Register::Timer, &[0])?;
        stream.write(Register::Wbstar, &[0])?;
        stream.command(Command::Null)?;
        stream.nops(1)?;
        stream.command(Command::Rcrc)?;
        stream.nops(2)?;
        stream.write(Register::Far, &[0])?;
        stream.write(Register::RbcrcSw, &[0])?;
        stream.write(Register::Cor0, &[COR0])?;
        stream.write(Register::Cor1, &[COR1])?;
        stream.write(Register::Idcode, &[idcode])?;
        stream.command(Command::Switch)?;
        stream.nops(1)?;
        stream.write(Register::Mask, &[1])?;
        stream.write(Register::Ctl0, &[0x101])?;
        stream.write(Register::Mask, &[ctl1])?;
        stream.write(Register::Ctl1, &[ctl1])?;
        stream.nops(8)
    }

    fn all_frames<W: Write>(&mut self, stream: &mut StreamWriter<W>) -> io::Result<()> {
        stream.write(Register::Far, &[0])?;
        stream.command(Command::Wcfg)?;
        stream.nops(1)?;
        stream.long_write(Register::Fdri, self.part.array_words())?;
        write_frames(stream, self.part.frames, self.fill, &mut self.random)
    }

    /// Some distinct frames, each at several addresses: valid, but not every frame is addressed.
    fn compressed_frames<W: Write>(&mut self, stream: &mut StreamWriter<W>) -> io::Result<()> {
        let distinct = 1 + (self.fill * 32.0) as u32;
        for group in 0..distinct {
            let frame = if group == 0 {
                [0; FRAME_WORDS]
            } else {
                self.random.frame()
            };
            let copies = if group == 0 {
                128
            } else {
                1 + self.random.next() as u32 % 4
            };
            frame_group(stream, &frame, group, copies)?;
        }
        Ok(())
    }

    /// 471 words if compressed, else 467 (the last of a nested stream: four NOPs more).
    fn tail<W: Write>(&self, stream: &mut StreamWriter<W>, nops: usize) -> io::Result<()> {
        stream.check()?;
        stream.nops(2)?;
        stream.command(Command::Grestore)?;
        stream.nops(2)?;
        stream.command(Command::Undocumented15)?;
        stream.nops(20)?;
        stream.command(Command::Lfrm)?;
        stream.nops(20)?;
        if self.compress {
            stream.write(Register::Mask, &[CTL1_COMPRESS])?;
            stream.write(Register::Ctl1, &[0])?;
        }
        stream.command(Command::Start)?;
        stream.nops(1)?;
        stream.write(Register::Far, &[FAR_AWAY])?;
        stream.write(Register::Mask, &[0x101])?;
        stream.write(Register::Ctl0, &[0x101])?;
        stream.check()?;
        stream.nops(2)?;
        stream.command(Command::Desync)?;
        stream.repeat(NOP, nops)
    }
}

/// The address of the n-th frame of a group: rows in turn, two minors of each column, as the narrowest
/// columns have two (all parts have at least five rows of 128 columns).
///
/// The zero frame (group 0) has columns 0 to 63 of row 0, every other group two columns from 64 on.
fn address(group: u32, n: u32) -> u32 {
    let column = match group {
        0 => n / 2 % 64,
        _ => 64 + (group / 5 * 2 + n / 2) % 64,
    };
    ((group % 5) << 17) | (column << 7) | (n % 2)
}

/// One distinct frame, written once and repeated: `facts/hardware.md` 8.1.
fn frame_group<W: Write>(
    stream: &mut StreamWriter<W>,
    frame: &[u32; FRAME_WORDS],
    group: u32,
    copies: u32,
) -> io::Result<()> {
    let first = address(group, 0);
    stream.write(Register::Far, &[first])?;
    stream.command(Command::Wcfg)?;
    stream.nops(1)?;
    stream.write(Register::Fdri, frame)?;
    stream.command(Command::Mfw)?;
    stream.nops(63)?;
    stream.write(Register::Far, &[first])?;
    stream.nops(11)?;
    stream.write(Register::Mfwr, &[0; 7])?;
    for copy in 1..copies {
        stream.nops(2)?;
        stream.write(Register::Far, &[address(group, copy)])?;
        stream.nops(2)?;
        stream.write(Register::Mfwr, &[0; 7])?;
    }
    stream.command(Command::Null)?;
    stream.nops(1)
}
