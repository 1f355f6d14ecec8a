//! The GPIO register block

#![allow(unsafe_code, reason = "registers at a fixed address")]

use tock_registers::interfaces::Readable;
use tock_registers::interfaces::Writeable;
use tock_registers::register_bitfields;
use tock_registers::register_structs;
use tock_registers::registers::ReadOnly;
use tock_registers::registers::ReadWrite;
use tock_registers::registers::WriteOnly;

const BASE: usize = 0x3F20_0000;
/// Pins of one GPFSEL register, three bits each.
const PINS_PER_SELECT: u32 = 10;
const FUNCTION_MASK: u32 = 0b111;

register_bitfields! {
    u32,
    /// Only the pins that the UART may have.
    GPFSEL1 [
        FSEL15 OFFSET(15) NUMBITS(3) [],
        FSEL14 OFFSET(12) NUMBITS(3) []
    ]
}

register_structs! {
    #[allow(non_snake_case)]
    Registers {
        (0x00 => GPFSEL: [ReadWrite<u32>; 6]),
        (0x18 => _reserved0),
        (0x1C => GPSET0: WriteOnly<u32>),
        (0x20 => _reserved1),
        (0x28 => GPCLR0: WriteOnly<u32>),
        (0x2C => _reserved2),
        (0x34 => GPLEV0: ReadOnly<u32>),
        (0x38 => @END),
    }
}

/// What a pin is connected to, as GPFSEL encodes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(transparent)]
pub struct Function(u32);

impl Function {
    /// Input.
    pub const INPUT: Self = Self(0b000);
    /// Output.
    pub const OUTPUT: Self = Self(0b001);
    /// Alternate function 0: the UART on GPIO14 and 15.
    pub const ALT0: Self = Self(0b100);
}

/// The block; copies are the same block.
#[derive(Clone, Copy)]
pub struct Gpio(());

impl Gpio {
    /// The block of this machine.
    pub fn new() -> Self {
        Self(())
    }

    /// An address that the program knows: the loader's loop need not fetch it for every
    /// access, as it would have to if it stood in memory.
    #[inline]
    fn registers(self) -> &'static Registers {
        // SAFETY: the Pi 3's GPIO block, mapped as device memory, always there.
        unsafe { &*(BASE as *const Registers) }
    }

    /// GPSET0.
    #[inline]
    pub fn set(self, pins: u32) {
        self.registers().GPSET0.set(pins);
    }

    /// GPCLR0.
    #[inline]
    pub fn clear(self, pins: u32) {
        self.registers().GPCLR0.set(pins);
    }

    /// GPLEV0.
    #[inline]
    pub fn levels(self) -> u32 {
        self.registers().GPLEV0.get()
    }

    /// Makes pins 0 to 29 of `outputs` outputs and those of `inputs` inputs; a pin in
    /// both is an input. Others keep their function.
    pub fn directions(self, outputs: u32, inputs: u32) {
        for (register, first) in self.registers().GPFSEL.iter().zip([0, 10, 20]) {
            let mine = |pins: u32| pins >> first & ((1 << PINS_PER_SELECT) - 1);
            let (outputs, inputs) = (mine(outputs), mine(inputs));
            if outputs | inputs == 0 {
                continue;
            }
            let before = register.get();
            let mut after = before;
            for pin in 0..PINS_PER_SELECT {
                let function = match (outputs >> pin & 1, inputs >> pin & 1) {
                    (0, 0) => continue,
                    (1, 0) => Function::OUTPUT,
                    _ => Function::INPUT,
                };
                after = after & !(FUNCTION_MASK << (3 * pin)) | function.0 << (3 * pin);
            }
            if after != before {
                register.set(after);
            }
        }
    }

    /// Functions of GPIO14 and GPIO15.
    pub fn uart_pins(self) -> [Function; 2] {
        let [_, select, ..] = &self.registers().GPFSEL;
        let select = tock_registers::LocalRegisterCopy::<u32, GPFSEL1::Register>::new(select.get());
        [
            Function(select.read(GPFSEL1::FSEL14)),
            Function(select.read(GPFSEL1::FSEL15)),
        ]
    }

    /// Changes the functions of GPIO14 and GPIO15 in one write.
    pub fn set_uart_pins(self, [transmit, receive]: [Function; 2]) {
        let [_, select, ..] = &self.registers().GPFSEL;
        let mut copy =
            tock_registers::LocalRegisterCopy::<u32, GPFSEL1::Register>::new(select.get());
        copy.modify(GPFSEL1::FSEL14.val(transmit.0) + GPFSEL1::FSEL15.val(receive.0));
        select.set(copy.get());
    }
}
