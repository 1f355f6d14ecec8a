//! The interrupt controller: the UART's interrupt and no other

#![allow(unsafe_code, reason = "registers at a fixed address")]

use tock_registers::interfaces::Writeable;
use tock_registers::register_bitfields;
use tock_registers::register_structs;
use tock_registers::registers::WriteOnly;

const BASE: usize = 0x3F00_B000;

register_bitfields! {
    u32,
    ENABLE_IRQS_2 [
        /// Interrupt 57.
        UART OFFSET(25) NUMBITS(1) []
    ]
}

register_structs! {
    #[allow(non_snake_case)]
    Registers {
        (0x000 => _reserved0),
        (0x20C => FIQ_CONTROL: WriteOnly<u32>),
        (0x210 => ENABLE_IRQS_1: WriteOnly<u32>),
        (0x214 => ENABLE_IRQS_2: WriteOnly<u32, ENABLE_IRQS_2::Register>),
        (0x218 => ENABLE_BASIC_IRQS: WriteOnly<u32>),
        (0x21C => DISABLE_IRQS_1: WriteOnly<u32>),
        (0x220 => DISABLE_IRQS_2: WriteOnly<u32>),
        (0x224 => DISABLE_BASIC_IRQS: WriteOnly<u32>),
        (0x228 => @END),
    }
}

/// Lets the UART interrupt core 0; everything else that the firmware may have left
/// enabled is not.
pub fn enable_uart_interrupt() {
    // SAFETY: the Pi 3's interrupt controller, mapped as device memory, always there.
    let registers = unsafe { &*(BASE as *const Registers) };
    registers.FIQ_CONTROL.set(0);
    registers.DISABLE_IRQS_1.set(u32::MAX);
    registers.DISABLE_IRQS_2.set(u32::MAX);
    registers.DISABLE_BASIC_IRQS.set(u32::MAX);
    registers.ENABLE_IRQS_2.write(ENABLE_IRQS_2::UART::SET);
}
