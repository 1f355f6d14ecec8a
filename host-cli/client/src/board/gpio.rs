//! The raw pins of a board, guarded

use fic_protocol::BoardResponse;
use fic_protocol::GpioState;
use fic_protocol::HostRequest;

use crate::board::board::Board;
use crate::board::wiring::PIN_COUNT;
use crate::error::Error;
use crate::wire::session::Limits;

/// The raw pins of one board.
///
/// # Examples
/// ```no_run
/// let mut board = fic_client::Board::connect("tcp://fic00")?;
/// let pins = board.gpio().read()?;
/// println!("PWOK is {}", pins.levels >> 24 & 1);
/// # Ok::<(), fic_client::Error>(())
/// ```
pub struct Gpio<'b> {
    board: &'b mut Board,
}

impl Board {
    /// The raw pins.
    pub fn gpio(&mut self) -> Gpio<'_> {
        Gpio { board: self }
    }
}

impl Gpio<'_> {
    /// Levels of all pins, and which of them a load or the register bus owns.
    ///
    /// # Errors
    /// Those of the link; [`Error::Busy`]; [`Error::Board`].
    pub fn read(&mut self) -> Result<GpioState, Error> {
        self.ask(&HostRequest::GpioRead)
    }

    /// Makes pins outputs with these levels, one bit a pin.
    ///
    /// # Errors
    /// [`Error::PinOwned`], [`Error::OutOfRange`], and those of [`Self::read`].
    pub fn write(&mut self, pins: u32, levels: u32) -> Result<GpioState, Error> {
        self.check(pins)?;
        self.ask(&HostRequest::GpioWrite { pins, levels })
    }

    /// Checks pins as [`Self::write`] does; drives nothing.
    ///
    /// # Errors
    /// [`Error::PinOwned`], [`Error::OutOfRange`].
    pub fn check(&self, pins: u32) -> Result<(), Error> {
        if pins == 0 || pins >> PIN_COUNT != 0 {
            return Err(Error::OutOfRange {
                message: format!("pins {pins:#x} are out of range: GPIO0 to GPIO27"),
            });
        }
        let Some(wiring) = self.board.wiring() else {
            return Ok(());
        };
        let mut owned = wiring
            .pins()
            .filter(|pin| pin.is_owned() && pins & pin.mask() != 0);
        match owned.next() {
            Some(pin) => Err(Error::PinOwned {
                pin: pin.gpio,
                owner: pin.to_string(),
            }),
            None => Ok(()),
        }
    }

    fn ask(&mut self, request: &HostRequest<'_>) -> Result<GpioState, Error> {
        match self.board.ask(request, Limits::pins)? {
            BoardResponse::Gpio(state) => Ok(state),
            _ => Err(crate::board::request::unexpected_response(request)),
        }
    }
}
