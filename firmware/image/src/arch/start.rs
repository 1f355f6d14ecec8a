//! From the firmware's first instruction to Rust: one core, EL1, a stack, zeroed memory
//!
//! A Pi's firmware and QEMU enter the raw image at EL2, QEMU enters the ELF file at EL3,
//! a bare CPU emulator at EL1.

#![allow(unsafe_code, reason = "there is no Rust before this")]

use core::arch::global_asm;

use super::exceptions;
use super::memory_map;

global_asm!(include_str!("start.s"));

/// Called by `start.s` with the stack set and static memory zeroed.
// SAFETY: the name is unique in the image.
#[unsafe(no_mangle)]
extern "C" fn start_rust() -> ! {
    exceptions::install();
    memory_map::enable();
    crate::run::run()
}
