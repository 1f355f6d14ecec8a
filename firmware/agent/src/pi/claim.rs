//! rppal's part: claimed pins, and single ones as embedded-hal types
//!
//! rppal is not developed any further (2025-07), so it is used here and in
//! [`super::device`] only. It writes one pin at a time, which is why data does not move
//! through it, and puts pins back as they were when they are dropped, which must not
//! happen to a board's: what a claim holds are pins that rppal has not configured.

use std::convert::Infallible;
use std::path::Path;

use embedded_hal::digital::ErrorType;
use embedded_hal::digital::InputPin;
use embedded_hal::digital::OutputPin;
use fic_core::PinMask;
use fic_core::adaptor::FlexPin;
use rppal::gpio;
use rppal::gpio::Gpio;
use rppal::gpio::IoPin;
use rppal::gpio::Mode;

use super::device;
use super::error::PiError;

/// The pins of a board, claimed from every other user of rppal in this process.
#[derive(Debug)]
pub struct Claim {
    pins: Vec<gpio::Pin>,
}

impl Claim {
    /// Claims each pin of `mask`; changes none.
    ///
    /// # Errors
    /// [`PiError::PinTaken`], [`PiError::Permission`], [`PiError::Claim`].
    pub fn take(mask: PinMask) -> Result<Self, PiError> {
        let gpio = Gpio::new().map_err(explain)?;
        let numbers = (0..PinMask::BITS as u8).filter(|number| mask >> number & 1 == 1);
        let pins = numbers.map(|number| gpio.get(number).map_err(explain));
        Ok(Self {
            pins: pins.collect::<Result<_, _>>()?,
        })
    }

    /// Takes one pin out, with direction and level as they are. `None` if it was not
    /// claimed, or is taken already.
    pub fn pin(&mut self, number: u8) -> Option<PiPin> {
        let index = self.pins.iter().position(|pin| pin.pin() == number)?;
        let pin = self.pins.swap_remove(index);
        let mode = pin.mode();
        let mut pin = pin.into_io(mode);
        pin.set_reset_on_drop(false);
        Some(PiPin(pin))
    }
}

fn explain(error: gpio::Error) -> PiError {
    match error {
        gpio::Error::PinUsed(pin) => PiError::PinTaken { pin },
        gpio::Error::PermissionDenied(node) => device::explain(
            Path::new(&node),
            std::io::ErrorKind::PermissionDenied.into(),
        ),
        source => PiError::Claim { source },
    }
}

/// One pin, for code that is written against embedded-hal.
#[derive(Debug)]
pub struct PiPin(IoPin);

impl ErrorType for PiPin {
    type Error = Infallible;
}

impl InputPin for PiPin {
    fn is_high(&mut self) -> Result<bool, Infallible> {
        Ok(self.0.is_high())
    }

    fn is_low(&mut self) -> Result<bool, Infallible> {
        Ok(self.0.is_low())
    }
}

impl OutputPin for PiPin {
    fn set_low(&mut self) -> Result<(), Infallible> {
        self.0.set_low();
        Ok(())
    }

    fn set_high(&mut self) -> Result<(), Infallible> {
        self.0.set_high();
        Ok(())
    }
}

impl FlexPin for PiPin {
    fn set_as_output(&mut self) -> Result<(), Infallible> {
        self.0.set_mode(Mode::Output);
        Ok(())
    }

    fn set_as_input(&mut self) -> Result<(), Infallible> {
        self.0.set_mode(Mode::Input);
        Ok(())
    }
}
