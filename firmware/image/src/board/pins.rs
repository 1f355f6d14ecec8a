//! The board's pins and their time, as the core wants them

use fic_core::Clock;
use fic_core::GpioPort;
use fic_core::PinFault;
use fic_core::PinMask;

use super::Gpio;
use super::SystemTimer;
use crate::arch;

/// GPIO block and system timer.
#[derive(Clone, Copy)]
pub struct Pins {
    gpio: Gpio,
    timer: SystemTimer,
}

impl Pins {
    /// Touches nothing.
    pub fn new() -> Self {
        Self {
            gpio: Gpio::new(),
            timer: SystemTimer::new(),
        }
    }
}

impl GpioPort for Pins {
    #[inline]
    fn set(&mut self, pins: PinMask) -> Result<(), PinFault> {
        self.gpio.set(pins);
        Ok(())
    }

    #[inline]
    fn clear(&mut self, pins: PinMask) -> Result<(), PinFault> {
        self.gpio.clear(pins);
        Ok(())
    }

    #[inline]
    fn levels(&mut self) -> Result<PinMask, PinFault> {
        Ok(self.gpio.levels())
    }

    fn directions(&mut self, outputs: PinMask, inputs: PinMask) -> Result<(), PinFault> {
        self.gpio.directions(outputs, inputs);
        Ok(())
    }
}

impl Clock for Pins {
    fn now_ns(&mut self) -> u64 {
        arch::between_peripherals();
        let now_us = self.timer.now_us();
        arch::between_peripherals();
        now_us.saturating_mul(1000)
    }

    fn delay_ns(&mut self, ns: u64) {
        // Writes to pins are posted: a read returns once they have arrived, and only
        // then the time begins.
        self.gpio.levels();
        arch::between_peripherals();
        self.timer.delay_us(ns.div_ceil(1000));
        arch::between_peripherals();
    }

    /// A Pi has no clock of its own; the host tells the time where it matters.
    fn wall_s(&mut self) -> Option<u64> {
        None
    }
}
