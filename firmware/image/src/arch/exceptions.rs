//! Exception vectors: the one interrupt, and everything that must not happen

#![allow(unsafe_code, reason = "assembly calls these and they read its symbols")]

use core::arch::global_asm;

use aarch64_cpu::asm::barrier;
use aarch64_cpu::registers::ELR_EL1;
use aarch64_cpu::registers::ESR_EL1;
use aarch64_cpu::registers::FAR_EL1;
use aarch64_cpu::registers::Readable;
use aarch64_cpu::registers::VBAR_EL1;
use aarch64_cpu::registers::Writeable;

use crate::end;
use crate::link;

global_asm!(include_str!("vectors.s"));

unsafe extern "C" {
    static exception_vectors: u8;
}

/// Exceptions go to our vectors from here on.
pub(super) fn install() {
    VBAR_EL1.set(&raw const exception_vectors as u64);
    barrier::isb(barrier::SY);
}

// SAFETY: the name is unique in the image.
#[unsafe(no_mangle)]
extern "C" fn interrupt_taken() {
    // The UART's registers are another peripheral than what was interrupted, both ways.
    super::between_peripherals();
    link::interrupt();
    super::between_peripherals();
}

// SAFETY: the name is unique in the image.
#[unsafe(no_mangle)]
extern "C" fn exception_taken(vector: u64, link_register: u64) -> ! {
    end::exception(end::Exception {
        vector,
        syndrome: ESR_EL1.get(),
        at: ELR_EL1.get(),
        address: FAR_EL1.get(),
        link_register,
    })
}
