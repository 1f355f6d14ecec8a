//! Any embedded-hal pins as a (slow) word-wide port
//!
//! So that the core runs on controllers whose pins are no register block. Each access
//! to a word costs one call per pin in its mask.

use embedded_hal::delay::DelayNs;
use embedded_hal::digital::InputPin;
use embedded_hal::digital::OutputPin;

use crate::Clock;
use crate::GpioPort;
use crate::PinFault;
use crate::PinMask;

/// Pins 0 to 27.
pub const PIN_COUNT: usize = 28;

/// A pin whose direction can be changed.
pub trait FlexPin: InputPin + OutputPin {
    /// Drives the pin with the level that was set last.
    ///
    /// # Errors
    /// Those of the pin.
    fn set_as_output(&mut self) -> Result<(), Self::Error>;
    /// Stops driving it.
    ///
    /// # Errors
    /// Those of the pin.
    fn set_as_input(&mut self) -> Result<(), Self::Error>;
}

/// Single pins as a port. A pin that is not there ignores writes and reads as 0.
pub struct PinPort<T, D, N> {
    pins: [Option<T>; PIN_COUNT],
    latches: PinMask,
    delay: D,
    now_ns: N,
}

impl<T: FlexPin, D: DelayNs, N: FnMut() -> u64> PinPort<T, D, N> {
    /// A port over `pins` (index = number), with time from `delay` and `now_ns`.
    pub fn new(pins: [Option<T>; PIN_COUNT], delay: D, now_ns: N) -> Self {
        Self {
            pins,
            latches: 0,
            delay,
            now_ns,
        }
    }

    /// Gives the pins back.
    pub fn into_pins(self) -> [Option<T>; PIN_COUNT] {
        self.pins
    }

    fn each(
        &mut self,
        mask: PinMask,
        mut act: impl FnMut(&mut T, bool) -> Result<(), T::Error>,
    ) -> Result<(), PinFault> {
        for (number, pin) in self.pins.iter_mut().enumerate() {
            let bit = 1 << number;
            if let Some(pin) = pin.as_mut().filter(|_| mask & bit != 0) {
                act(pin, self.latches & bit != 0).map_err(|_| PinFault)?;
            }
        }
        Ok(())
    }
}

impl<T: FlexPin, D: DelayNs, N: FnMut() -> u64> GpioPort for PinPort<T, D, N> {
    fn set(&mut self, pins: PinMask) -> Result<(), PinFault> {
        self.latches |= pins;
        self.each(pins, |pin, _| pin.set_high())
    }

    fn clear(&mut self, pins: PinMask) -> Result<(), PinFault> {
        self.latches &= !pins;
        self.each(pins, |pin, _| pin.set_low())
    }

    fn levels(&mut self) -> Result<PinMask, PinFault> {
        let mut levels = 0;
        for (number, pin) in self.pins.iter_mut().enumerate() {
            if let Some(pin) = pin {
                let high = pin.is_high().map_err(|_| PinFault)?;
                levels |= u32::from(high) << number;
            }
        }
        Ok(levels)
    }

    fn directions(&mut self, outputs: PinMask, inputs: PinMask) -> Result<(), PinFault> {
        self.each(inputs, |pin, _| pin.set_as_input())?;
        // Not every HAL keeps a level that was set while the pin was an input.
        self.each(outputs & !inputs, |pin, high| {
            pin.set_state(high.into())?;
            pin.set_as_output()
        })
    }
}

impl<T, D: DelayNs, N: FnMut() -> u64> Clock for PinPort<T, D, N> {
    fn now_ns(&mut self) -> u64 {
        (self.now_ns)()
    }

    fn delay_ns(&mut self, ns: u64) {
        let mut left = ns;
        while left > 0 {
            let step = left.min(u64::from(u32::MAX));
            self.delay.delay_ns(step as u32);
            left -= step;
        }
    }

    fn wall_s(&mut self) -> Option<u64> {
        None
    }
}
