//! The byte writer: native words to pins, with the fewest register accesses
//!
//! For each transfer one write clears CCLK together with the data bits that fall, one
//! sets the data bits that rise (left out if none does), one sets CCLK: two writes and
//! a third where a bit rises. Data never changes in the write that raises CCLK.
//!
//! What lies between the accesses is the processor's time for every word of a design, so
//! the loops hold everything that they need in registers of the processor.

use fic_protocol::Mode;

use super::ConfigPort;
use crate::BoardPort;
use crate::GpioPort;
use crate::PinFault;
use crate::PinMask;

/// Remembers what is on the data pins.
pub(super) struct Writer {
    mode: Mode,
    held: PinMask,
}

impl Writer {
    /// A writer whose data pins are at `held`, as [`ConfigPort::drive_data`] left them.
    pub(super) fn new(mode: Mode, held: PinMask) -> Self {
        Self { mode, held }
    }

    /// Sends native-order words: each four bytes, most significant first.
    pub(super) fn words<P: BoardPort>(
        &mut self,
        bus: &mut ConfigPort<'_, P>,
        data: &[u8],
    ) -> Result<(), PinFault> {
        let (words, _) = data.as_chunks::<4>();
        let lines = DataLines {
            cclk: bus.pins.cclk,
            data_shift: bus.pins.data_shift,
            extra_writes: bus.timing.edge_writes.saturating_sub(1),
        };
        self.held = match (lines.extra_writes, self.mode) {
            (0, Mode::X16) => write_x16(bus.port, lines, self.held, words),
            (0, Mode::X8) => write_x8(bus.port, lines, self.held, words),
            (_, mode) => write_repeated_edges(bus.port, lines, self.held, words, mode),
        }?;
        Ok(())
    }
}

/// Where the data goes.
#[derive(Clone, Copy)]
struct DataLines {
    cclk: PinMask,
    data_shift: u32,
    /// Writes for each edge of CCLK beside the first.
    extra_writes: u32,
}

/// Two transfers a word; returns what is on the data pins then.
fn write_x16<P: GpioPort>(
    port: &mut P,
    lines: DataLines,
    mut held: PinMask,
    words: &[[u8; 4]],
) -> Result<PinMask, PinFault> {
    for &[a, b, c, d] in words {
        held = clock_out(port, lines, held, lines.half(a, b))?;
        held = clock_out(port, lines, held, lines.half(c, d))?;
    }
    Ok(held)
}

/// Four transfers a word; returns what is on the data pins then.
fn write_x8<P: GpioPort>(
    port: &mut P,
    lines: DataLines,
    mut held: PinMask,
    words: &[[u8; 4]],
) -> Result<PinMask, PinFault> {
    for &byte in words.as_flattened() {
        held = clock_out(port, lines, held, lines.byte(byte))?;
    }
    Ok(held)
}

/// Either with further writes at each edge of CCLK, for a board that needs them.
fn write_repeated_edges<P: GpioPort>(
    port: &mut P,
    lines: DataLines,
    mut held: PinMask,
    words: &[[u8; 4]],
    mode: Mode,
) -> Result<PinMask, PinFault> {
    let width = match mode {
        Mode::X16 => 2,
        Mode::X8 => 1,
    };
    for transfer in words.as_flattened().chunks(width) {
        let value = match *transfer {
            [first, second] => lines.half(first, second),
            [byte] => lines.byte(byte),
            _ => continue,
        };
        port.clear(lines.cclk | (held & !value))?;
        (1..lines.extra_writes).try_for_each(|_| port.clear(lines.cclk))?;
        held = clock_out(port, lines, held, value)?;
        (0..lines.extra_writes).try_for_each(|_| port.set(lines.cclk))?;
    }
    Ok(held)
}

impl DataLines {
    /// First stream byte bit-reversed on CD8-15, second on CD0-7 (1.5). All of CD fits
    /// into a mask, so the shift leaves it whole.
    #[inline(always)]
    fn half(self, first: u8, second: u8) -> PinMask {
        let top = u32::from(u16::from_le_bytes([first, second])).reverse_bits();
        top >> (16 - self.data_shift)
    }

    /// Bit-reversed on CD0-7.
    #[inline(always)]
    fn byte(self, byte: u8) -> PinMask {
        u32::from(byte).reverse_bits() >> (24 - self.data_shift)
    }
}

/// One transfer; returns what is on the data pins then.
#[inline(always)]
fn clock_out<P: GpioPort>(
    port: &mut P,
    lines: DataLines,
    held: PinMask,
    value: PinMask,
) -> Result<PinMask, PinFault> {
    let rising = value & !held;
    port.clear(lines.cclk | (held & !value))?;
    if rising != 0 {
        port.set(rising)?;
    }
    port.set(lines.cclk)?;
    Ok(value)
}
