//! The system timer (BCM2835 ARM Peripherals 12): 64 bits at 1 MHz

/// Reads a register; `None` if there is none, or nothing is modelled behind it.
pub fn read(offset: u32, now_ns: u64) -> Option<u32> {
    let now_us = now_ns / 1000;
    match offset {
        // CLO, CHI
        0x04 => Some(now_us as u32),
        0x08 => Some((now_us >> 32) as u32),
        _ => None,
    }
}
