//! The GPIO block: the model's, but for the two pins that the UART may have

use fic_model::Model;

const GPFSEL1: u32 = 0x04;
/// Function fields of GPIO14 and GPIO15 in GPFSEL1.
const TRANSMIT_SHIFT: u32 = 12;
const RECEIVE_SHIFT: u32 = 15;
const ALT0: u32 = 0b100;
const INPUT: u32 = 0b000;
const LAST: u32 = 0xA0;

/// Who has GPIO14 and GPIO15.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct UartPins {
    /// GPIO14 is TXD0.
    pub transmit: bool,
    /// GPIO15 is RXD0.
    pub receive: bool,
}

/// The block.
#[derive(Debug, Default)]
pub struct Gpio {
    /// GPFSEL1 as it was written.
    functions_1: u32,
}

impl Gpio {
    /// Writes a register. The board sees a pin that is the UART's as an input of the Pi.
    pub fn write(&mut self, board: &mut Model, offset: u32, value: u32) -> Option<()> {
        if !is_register(offset) {
            return None;
        }
        let mut seen = value;
        if offset == GPFSEL1 {
            self.functions_1 = value;
            for shift in [TRANSMIT_SHIFT, RECEIVE_SHIFT] {
                if value >> shift & 7 == ALT0 {
                    seen = seen & !(7 << shift) | INPUT << shift;
                }
            }
        }
        board.gpio_write(offset, seen);
        Some(())
    }

    /// Reads a register.
    pub fn read(&self, board: &mut Model, offset: u32) -> Option<u32> {
        if !is_register(offset) {
            return None;
        }
        let seen = board.gpio_read(offset);
        Some(match offset {
            GPFSEL1 => self.functions_1,
            _ => seen,
        })
    }

    /// Who has the two pins.
    pub fn uart_pins(&self) -> UartPins {
        UartPins {
            transmit: self.functions_1 >> TRANSMIT_SHIFT & 7 == ALT0,
            receive: self.functions_1 >> RECEIVE_SHIFT & 7 == ALT0,
        }
    }
}

/// Table 6-1 of the manual: three registers of two each, with a gap after every pair.
fn is_register(offset: u32) -> bool {
    offset < LAST
        && offset.is_multiple_of(4)
        && !matches!(
            offset,
            0x18 | 0x24 | 0x30 | 0x3C | 0x48 | 0x54 | 0x60 | 0x6C | 0x78 | 0x84 | 0x90
        )
}
