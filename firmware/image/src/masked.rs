//! What the interrupt handler and the main loop share

#![allow(
    unsafe_code,
    reason = "a cell that only one core and no interrupt is in"
)]

use core::cell::UnsafeCell;

use crate::arch;

/// A value that is reached with interrupts masked: on the one core that runs, nothing can
/// come in between.
pub struct Masked<T>(UnsafeCell<T>);

// SAFETY: the other cores are parked, and `with` masks the interrupt of this one.
unsafe impl<T: Send> Sync for Masked<T> {}

impl<T> Masked<T> {
    /// The value at start.
    pub const fn new(value: T) -> Self {
        Self(UnsafeCell::new(value))
    }

    /// Acts on the value; keep it short, the UART has room for 27 µs. `act` must not come
    /// back to the same value.
    pub fn with<R>(&self, act: impl FnOnce(&mut T) -> R) -> R {
        let before = arch::mask_interrupts();
        // SAFETY: nothing else runs until the interrupts are as before, and no caller
        // nests a value in itself.
        let result = act(unsafe { &mut *self.0.get() });
        arch::restore_interrupts(before);
        result
    }
}
