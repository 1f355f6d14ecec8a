//! Registers of the RP2040 (its datasheet, 2.3.1.7, 4.2.8 and 4.6.5)

#![allow(unsafe_code, reason = "registers at fixed addresses")]

pub(crate) const SIO: usize = 0xD000_0000;
pub(crate) const UART0: usize = 0x4003_4000;
pub(crate) const TIMER: usize = 0x4005_4000;

const TIMERAWH: usize = TIMER + 0x24;
const TIMERAWL: usize = TIMER + 0x28;

pub(crate) fn read(address: usize) -> u32 {
    // SAFETY: callers name registers of this chip, which are always there.
    unsafe { core::ptr::with_exposed_provenance::<u32>(address).read_volatile() }
}

pub(crate) fn write(address: usize, value: u32) {
    // SAFETY: as for `read`.
    unsafe { core::ptr::with_exposed_provenance_mut::<u32>(address).write_volatile(value) }
}

/// Microseconds since power came.
pub(crate) fn now_us() -> u64 {
    loop {
        let high = read(TIMERAWH);
        let low = read(TIMERAWL);
        if read(TIMERAWH) == high {
            return u64::from(high) << 32 | u64::from(low);
        }
    }
}
