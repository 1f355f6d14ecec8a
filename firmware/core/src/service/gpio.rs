//! GpioRead and GpioWrite: the raw pins, guarded

use fic_protocol::BoardError;
use fic_protocol::BoardResponse;
use fic_protocol::GpioState;

use super::Service;
use crate::BoardPort;
use crate::PinMask;
use crate::Store;

/// GPIO 0 to 27.
const ALL_PINS: PinMask = 0x0FFF_FFFF;

impl<P: BoardPort, S: Store> Service<P, S> {
    pub(super) fn gpio_read(&mut self) -> Result<BoardResponse, BoardError> {
        let levels = self.port.levels()? & ALL_PINS;
        let owned = self.profile.owned();
        Ok(BoardResponse::Gpio(GpioState { levels, owned }))
    }

    pub(super) fn gpio_write(
        &mut self,
        pins: PinMask,
        levels: PinMask,
    ) -> Result<BoardResponse, BoardError> {
        if pins & !ALL_PINS != 0 || pins == 0 {
            return Err(BoardError::OutOfRange);
        }
        if pins & self.profile.owned() != 0 {
            return Err(BoardError::PinOwned);
        }
        self.port.set(pins & levels)?;
        self.port.clear(pins & !levels)?;
        self.port.directions(pins, 0)?;
        self.gpio_read()
    }
}
