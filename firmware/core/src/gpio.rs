//! The word-wide pin port

/// One bit a BCM GPIO number, 0 to 27.
pub type PinMask = u32;

/// A pin could not be set or read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PinFault;

/// Pins as words: one bit a BCM GPIO number.
///
/// The latch of a pin exists in either direction: a level is set first and the pin is
/// made an output afterwards, so that it never shows a stale level
/// (`facts/hardware.md` 6.1, 9.9 #4). Pins outside of a mask are never touched.
///
/// All methods fail with [`PinFault`] if the backend lost its device; a register block
/// never does.
pub trait GpioPort {
    /// Sets the latches of these pins to 1 (GPSET0).
    fn set(&mut self, pins: PinMask) -> Result<(), PinFault>;
    /// Sets the latches of these pins to 0 (GPCLR0).
    fn clear(&mut self, pins: PinMask) -> Result<(), PinFault>;
    /// Reads the levels of all pins (GPLEV0).
    fn levels(&mut self) -> Result<PinMask, PinFault>;
    /// Makes these pins outputs and those inputs (GPFSEL0-2); a pin in both masks is an input.
    fn directions(&mut self, outputs: PinMask, inputs: PinMask) -> Result<(), PinFault>;
}

impl<T: GpioPort + ?Sized> GpioPort for &mut T {
    fn set(&mut self, pins: PinMask) -> Result<(), PinFault> {
        (**self).set(pins)
    }
    fn clear(&mut self, pins: PinMask) -> Result<(), PinFault> {
        (**self).clear(pins)
    }
    fn levels(&mut self) -> Result<PinMask, PinFault> {
        (**self).levels()
    }
    fn directions(&mut self, outputs: PinMask, inputs: PinMask) -> Result<(), PinFault> {
        (**self).directions(outputs, inputs)
    }
}

/// Pins and the time that passes at them: one object, because a model's time passes with
/// each access to its pins.
pub trait BoardPort: GpioPort + crate::Clock {}

impl<T: GpioPort + crate::Clock + ?Sized> BoardPort for T {}
