//! The byte writer: native words to pins, with the fewest register accesses
//!
//! For each transfer one write clears CCLK together with the data bits that fall, one
//! sets the data bits that rise (left out if none does), one sets CCLK: two writes and
//! a third where a bit rises. Data never changes in the write that raises CCLK.

use fic_protocol::Mode;

use super::ConfigBus;
use crate::BoardPort;
use crate::PinFault;
use crate::PinMask;

/// Remembers what is on the data pins.
pub(super) struct Writer {
    mode: Mode,
    held: PinMask,
}

impl Writer {
    /// A writer whose data pins are at `held`, as [`ConfigBus::drive_data`] left them.
    pub(super) fn new(mode: Mode, held: PinMask) -> Self {
        Self { mode, held }
    }

    /// Sends native-order words: each four bytes, most significant first.
    #[inline]
    pub(super) fn words<P: BoardPort>(
        &mut self,
        bus: &mut ConfigBus<'_, P>,
        data: &[u8],
    ) -> Result<(), PinFault> {
        let (words, _) = data.as_chunks::<4>();
        match self.mode {
            Mode::X16 => words.iter().try_for_each(|word| {
                self.put(bus, half(word[0], word[1]))?;
                self.put(bus, half(word[2], word[3]))
            }),
            Mode::X8 => words
                .as_flattened()
                .iter()
                .try_for_each(|byte| self.put(bus, u32::from(byte.reverse_bits()))),
        }
    }

    /// One transfer of `value` on CD0 upwards.
    #[inline]
    fn put<P: BoardPort>(
        &mut self,
        bus: &mut ConfigBus<'_, P>,
        value: u32,
    ) -> Result<(), PinFault> {
        let value = value << bus.pins.data_shift;
        let rising = value & !self.held;
        bus.port.clear(bus.pins.cclk | (self.held & !value))?;
        for _ in 1..bus.timing.edge_writes {
            bus.port.clear(bus.pins.cclk)?;
        }
        if rising != 0 {
            bus.port.set(rising)?;
        }
        for _ in 0..bus.timing.edge_writes {
            bus.port.set(bus.pins.cclk)?;
        }
        self.held = value;
        Ok(())
    }
}

/// First stream byte bit-reversed on CD8-15, second on CD0-7 (1.5).
#[inline]
fn half(first: u8, second: u8) -> u32 {
    u32::from(first.reverse_bits()) << 8 | u32::from(second.reverse_bits())
}
