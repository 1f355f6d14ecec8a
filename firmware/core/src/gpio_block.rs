//! The GPIO register block of the BCM2835 to BCM2837
//!
//! Offsets and the arithmetic of the function-select registers (BCM2835 ARM Peripherals,
//! section 6.1). Nothing here touches a register: the backends do.

use crate::PinMask;

/// Function select 0, for GPIO0 to 9; the others follow, a word each.
pub const GPFSEL0: u32 = 0x00;
/// Function select 1, for GPIO10 to 19.
pub const GPFSEL1: u32 = 0x04;
/// Function select 2, for GPIO20 to 29.
pub const GPFSEL2: u32 = 0x08;
/// Output set 0.
pub const GPSET0: u32 = 0x1C;
/// Output clear 0.
pub const GPCLR0: u32 = 0x28;
/// Levels 0.
pub const GPLEV0: u32 = 0x34;
/// Bytes of the block, up to the reserved word at its end.
pub const LEN_BYTES: u32 = 0xB4;

/// Pins of one function-select register.
const PINS_PER_SELECT: u32 = 10;
const FUNCTION_BITS: u32 = 3;
const FUNCTION_MASK: u32 = (1 << FUNCTION_BITS) - 1;

/// What a pin is connected to, as a function-select register encodes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(transparent)]
pub struct Function(u32);

impl Function {
    /// Input.
    pub const INPUT: Self = Self(0b000);
    /// Output.
    pub const OUTPUT: Self = Self(0b001);
    /// Alternate function 0, on GPIO14 and 15 a UART.
    pub const ALT0: Self = Self(0b100);

    /// The function of a pin, read from the register that [`select_of`] names.
    pub const fn of(pin: u32, select: u32) -> Self {
        Self(select >> shift(pin) & FUNCTION_MASK)
    }

    /// That register with this function for the pin.
    #[must_use]
    pub const fn set_in(self, pin: u32, select: u32) -> u32 {
        select & !(FUNCTION_MASK << shift(pin)) | self.0 << shift(pin)
    }

    /// 0 to 5 of an alternate function, whose codes are not in the order of their numbers.
    pub const fn alternate(self) -> Option<u8> {
        match self.0 {
            0b100 => Some(0),
            0b101 => Some(1),
            0b110 => Some(2),
            0b111 => Some(3),
            0b011 => Some(4),
            0b010 => Some(5),
            _ => None,
        }
    }
}

const fn shift(pin: u32) -> u32 {
    pin % PINS_PER_SELECT * FUNCTION_BITS
}

/// The offset of the function-select register of a pin.
pub const fn select_of(pin: u32) -> u32 {
    GPFSEL0 + pin / PINS_PER_SELECT * 4
}

/// What making pins inputs and outputs means for one function-select register.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SelectChange {
    /// The register's offset.
    pub offset: u32,
    outputs: u32,
    inputs: u32,
}

impl SelectChange {
    /// GPFSEL0 to 2, which hold the pins of a Pi's header. A pin in both masks becomes an
    /// input; pins in neither keep their function.
    pub const fn of(outputs: PinMask, inputs: PinMask) -> [Self; 3] {
        [
            Self::at(0, outputs, inputs),
            Self::at(1, outputs, inputs),
            Self::at(2, outputs, inputs),
        ]
    }

    const fn at(register: u32, outputs: PinMask, inputs: PinMask) -> Self {
        let first = register * PINS_PER_SELECT;
        let all = (1 << PINS_PER_SELECT) - 1;
        Self {
            offset: GPFSEL0 + register * 4,
            outputs: outputs >> first & all,
            inputs: inputs >> first & all,
        }
    }

    /// None of the register's pins is in a mask: it need not even be read.
    pub const fn is_none(&self) -> bool {
        self.outputs | self.inputs == 0
    }

    /// The register after the change.
    #[must_use]
    pub fn apply(&self, before: u32) -> u32 {
        let mut after = before;
        for pin in 0..PINS_PER_SELECT {
            let function = match (self.outputs >> pin & 1, self.inputs >> pin & 1) {
                (0, 0) => continue,
                (1, 0) => Function::OUTPUT,
                _ => Function::INPUT,
            };
            after = function.set_in(pin, after);
        }
        after
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// GPIO2 and 3 are I2C, GPIO14 and 15 the console's UART.
    const I2C: u32 = 0o4400;
    const UART: u32 = 0o440000;

    #[test]
    fn directions_keep_the_functions_of_other_pins() {
        let changes = SelectChange::of(1 << 7 | 1 << 25, 1 << 13 | 1 << 25);
        assert_eq!(changes.map(|change| change.offset), [0, 4, 8]);
        let after = [changes[0].apply(I2C), changes[1].apply(UART)];
        assert_eq!(after, [I2C | 1 << 21, UART]);
        // GPIO25 is in both masks.
        assert_eq!(changes[2].apply(!0), !(0b111 << 15));
        assert!(changes.iter().all(|change| !change.is_none()));
        assert!(SelectChange::of(1 << 9, 1 << 20)[1].is_none());
    }

    #[test]
    fn every_pin_has_its_own_three_bits() {
        for pin in 0..30 {
            let change = SelectChange::of(1 << pin, 0);
            for (register, change) in (0..).zip(change) {
                let mine = register == pin / 10;
                let expected = if mine { 1 << (pin % 10 * 3) } else { 0 };
                assert_eq!(change.apply(0), expected, "GPIO{pin}");
                assert_eq!(select_of(pin) == change.offset, mine, "GPIO{pin}");
            }
        }
    }

    #[test]
    fn functions_are_read_and_set() {
        for pin in [0, 14, 15, 29] {
            for function in [Function::INPUT, Function::OUTPUT, Function::ALT0] {
                for before in [0, !0] {
                    let after = function.set_in(pin, before);
                    assert_eq!(Function::of(pin, after), function);
                    let others = !(0b111 << (pin % 10 * 3));
                    assert_eq!(after & others, before & others);
                }
            }
        }
    }

    #[test]
    fn alternates_have_the_manuals_numbers() {
        let found: [Option<u8>; 8] = core::array::from_fn(|bits| Function(bits as u32).alternate());
        assert_eq!(found[..2], [None, None]);
        assert_eq!(found[2..], [5, 4, 0, 1, 2, 3].map(Some));
    }
}
