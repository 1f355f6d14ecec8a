//! Reset through the watchdog of the power manager

#![allow(unsafe_code, reason = "registers at a fixed address")]

use tock_registers::interfaces::Readable;
use tock_registers::interfaces::Writeable;
use tock_registers::register_bitfields;
use tock_registers::register_structs;
use tock_registers::registers::ReadWrite;

use crate::arch;

const BASE: usize = 0x3F10_0000;
/// Until the reset, in ticks of about 16 µs: long enough for the write to arrive.
const TICKS: u32 = 10;

register_bitfields! {
    u32,
    /// Not in the manual; as Linux (`bcm2835_wdt.c`) writes them.
    PM_RSTC [
        PASSWORD OFFSET(24) NUMBITS(8) [ Right = 0x5A ],
        WRCFG OFFSET(4) NUMBITS(2) [ FullReset = 2 ]
    ],
    PM_WDOG [
        PASSWORD OFFSET(24) NUMBITS(8) [ Right = 0x5A ],
        TIME OFFSET(0) NUMBITS(20) []
    ]
}

register_structs! {
    #[allow(non_snake_case)]
    Registers {
        (0x00 => _reserved0),
        (0x1C => PM_RSTC: ReadWrite<u32, PM_RSTC::Register>),
        (0x20 => PM_RSTS: ReadWrite<u32>),
        (0x24 => PM_WDOG: ReadWrite<u32, PM_WDOG::Register>),
        (0x28 => @END),
    }
}

/// Resets the whole chip; the firmware boots it again.
pub fn reset() -> ! {
    // SAFETY: the Pi 3's power manager, mapped as device memory, always there.
    let registers = unsafe { &*(BASE as *const Registers) };
    arch::between_peripherals();
    registers
        .PM_WDOG
        .write(PM_WDOG::PASSWORD::Right + PM_WDOG::TIME.val(TICKS));
    let kept =
        tock_registers::LocalRegisterCopy::<u32, PM_RSTC::Register>::new(registers.PM_RSTC.get());
    let mut next = kept;
    next.modify(PM_RSTC::PASSWORD::Right + PM_RSTC::WRCFG::FullReset);
    registers.PM_RSTC.set(next.get());
    arch::halt()
}
