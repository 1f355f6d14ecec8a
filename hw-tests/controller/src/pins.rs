//! Single pins, as any HAL for this controller has them

use core::convert::Infallible;

use embedded_hal::delay::DelayNs;
use embedded_hal::digital::ErrorType;
use embedded_hal::digital::InputPin;
use embedded_hal::digital::OutputPin;
use fic_core::adaptor::FlexPin;

use crate::registers::SIO;
use crate::registers::now_us;
use crate::registers::read;
use crate::registers::write;

const GPIO_IN: usize = SIO + 0x04;
const GPIO_OUT_SET: usize = SIO + 0x14;
const GPIO_OUT_CLR: usize = SIO + 0x18;
const GPIO_OE_SET: usize = SIO + 0x24;
const GPIO_OE_CLR: usize = SIO + 0x28;

pub(crate) struct Pin(pub(crate) u32);

impl ErrorType for Pin {
    type Error = Infallible;
}

impl OutputPin for Pin {
    fn set_low(&mut self) -> Result<(), Infallible> {
        write(GPIO_OUT_CLR, self.0);
        Ok(())
    }

    fn set_high(&mut self) -> Result<(), Infallible> {
        write(GPIO_OUT_SET, self.0);
        Ok(())
    }
}

impl InputPin for Pin {
    fn is_high(&mut self) -> Result<bool, Infallible> {
        Ok(read(GPIO_IN) & self.0 != 0)
    }

    fn is_low(&mut self) -> Result<bool, Infallible> {
        self.is_high().map(|high| !high)
    }
}

impl FlexPin for Pin {
    fn set_as_output(&mut self) -> Result<(), Infallible> {
        write(GPIO_OE_SET, self.0);
        Ok(())
    }

    fn set_as_input(&mut self) -> Result<(), Infallible> {
        write(GPIO_OE_CLR, self.0);
        Ok(())
    }
}

/// Waits by the timer, in whole microseconds.
pub(crate) struct Delay;

impl DelayNs for Delay {
    fn delay_ns(&mut self, ns: u32) {
        let until = now_us() + u64::from(ns.div_ceil(1000)) + 1;
        while now_us() < until {}
    }
}
