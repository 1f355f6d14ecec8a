//! Pins that were in use by something else when they were taken
//!
//! A driver of the kernel, such as that of the serial console or of SPI, gives its pins an
//! alternate function (BCM2835 ARM Peripherals 6.1, GPFSEL). Taking them makes them plain
//! inputs and outputs again, but the driver may set them back at any time, in the middle
//! of a load: nothing tells, so whoever set the machine up has to know.

use std::fmt;

use fic_core::PinMask;
use fic_core::gpio_block::Function;
use fic_core::gpio_block::select_of;

use super::raw::Block;

/// A pin and the function that it had.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ForeignPin {
    /// BCM number.
    pub gpio: u8,
    /// 0 to 5: ALT0 to ALT5.
    pub alternate: u8,
}

impl fmt::Display for ForeignPin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "GPIO{} (ALT{})", self.gpio, self.alternate)
    }
}

/// The pins of `mask` that are neither input nor output now.
pub(super) fn among(block: Block, mask: PinMask) -> Vec<ForeignPin> {
    let numbers = (0..PinMask::BITS).filter(|number| mask >> number & 1 == 1);
    let found = numbers.filter_map(|number| {
        let function = Function::of(number, block.read(select_of(number)));
        Some(ForeignPin {
            gpio: number as u8,
            alternate: function.alternate()?,
        })
    });
    found.collect()
}
