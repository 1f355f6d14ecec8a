//! Pins that were in use by something else when they were taken
//!
//! A driver of the kernel, such as that of the serial console or of SPI, gives its pins an
//! alternate function (BCM2835 ARM Peripherals 6.1, GPFSEL). Taking them makes them plain
//! inputs and outputs again, but the driver may set them back at any time, in the middle
//! of a load: nothing tells, so whoever set the machine up has to know.

use std::fmt;

use fic_core::PinMask;

use super::raw::Block;

/// Pins of a function register, of three bits each.
const PINS: u32 = 10;

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
        let bits = block.read(number / PINS * 4) >> (number % PINS * 3) & 7;
        Some(ForeignPin {
            gpio: number as u8,
            alternate: alternate(bits)?,
        })
    });
    found.collect()
}

/// The manual's numbering is not in order.
fn alternate(bits: u32) -> Option<u8> {
    match bits {
        4..=7 => Some(bits as u8 - 4),
        3 => Some(4),
        2 => Some(5),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn functions_have_the_manuals_numbers() {
        let found = (0..8).map(alternate).collect::<Vec<_>>();
        let alternates = [5, 4, 0, 1, 2, 3].map(Some);
        assert_eq!(found[..2], [None, None]);
        assert_eq!(found[2..], alternates);
    }
}
