//! The processor: a Cortex-A53, of which one core runs at EL1

mod exceptions;
mod memory_map;
mod start;

use aarch64_cpu::asm;
use aarch64_cpu::asm::barrier;
use aarch64_cpu::registers::DAIF;
use aarch64_cpu::registers::Readable;
use aarch64_cpu::registers::Writeable;

pub use memory_map::store_memory;

/// Masks interrupts and returns what [`restore_interrupts`] wants.
#[inline]
pub fn mask_interrupts() -> u64 {
    let before = DAIF.get();
    DAIF.write(DAIF::D::Masked + DAIF::A::Masked + DAIF::I::Masked + DAIF::F::Masked);
    before
}

/// Masks or unmasks as it was before.
#[inline]
pub fn restore_interrupts(before: u64) {
    DAIF.set(before);
}

/// Lets the UART's interrupt come.
pub fn unmask_interrupts() {
    DAIF.write(DAIF::D::Masked + DAIF::A::Unmasked + DAIF::I::Unmasked + DAIF::F::Masked);
}

/// Sleeps until an interrupt is pending, masked or not.
pub fn wait_for_interrupt() {
    barrier::dsb(barrier::SY);
    asm::wfi();
}

/// Between accesses to different peripherals (BCM2835 ARM Peripherals 1.3).
#[inline]
pub fn between_peripherals() {
    barrier::dmb(barrier::SY);
}

/// Stops for good.
pub fn halt() -> ! {
    loop {
        asm::wfe();
    }
}
