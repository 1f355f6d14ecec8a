//! The GPIO register block

#![allow(unsafe_code, reason = "registers at a fixed address")]

use fic_core::gpio_block::Function;
use fic_core::gpio_block::SelectChange;
use tock_registers::interfaces::Readable;
use tock_registers::interfaces::Writeable;
use tock_registers::register_structs;
use tock_registers::registers::ReadOnly;
use tock_registers::registers::ReadWrite;
use tock_registers::registers::WriteOnly;

const BASE: usize = 0x3F20_0000;
/// The pins that the UART may have, both in GPFSEL1: transmit, receive.
const UART_PINS: [u32; 2] = [14, 15];

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
        let changes = SelectChange::of(outputs, inputs);
        for (register, change) in self.registers().GPFSEL.iter().zip(&changes) {
            if change.is_none() {
                continue;
            }
            let before = register.get();
            let after = change.apply(before);
            if after != before {
                register.set(after);
            }
        }
    }

    /// Functions of GPIO14 and GPIO15.
    pub fn uart_pins(self) -> [Function; 2] {
        let [_, select, ..] = &self.registers().GPFSEL;
        UART_PINS.map(|pin| Function::of(pin, select.get()))
    }

    /// Changes the functions of GPIO14 and GPIO15 in one write.
    pub fn set_uart_pins(self, [transmit, receive]: [Function; 2]) {
        let [_, select, ..] = &self.registers().GPFSEL;
        let [transmits, receives] = UART_PINS;
        let after = transmit.set_in(transmits, select.get());
        select.set(receive.set_in(receives, after));
    }
}
