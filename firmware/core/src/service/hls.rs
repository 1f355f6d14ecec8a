//! HlsStart, HlsReset, HlsSend, HlsReceive

use fic_protocol::BoardError;
use fic_protocol::BoardResponse;
use fic_protocol::limits::MAX_WINDOW_LEN;

use super::Service;
use crate::BoardPort;
use crate::Hooks;
use crate::Store;
use crate::regbus::HLS_WINDOW;

impl<P: BoardPort, S: Store> Service<P, S> {
    pub(super) fn hls_start(&mut self) -> Result<BoardResponse, BoardError> {
        self.on_bus(false, |bus, _| Ok(bus.hls_start()?))?;
        Ok(BoardResponse::Done)
    }

    pub(super) fn hls_reset(&mut self) -> Result<BoardResponse, BoardError> {
        self.on_bus(false, |bus, _| Ok(bus.hls_reset()?))?;
        Ok(BoardResponse::Done)
    }

    pub(super) fn hls_send(&mut self, data: &[u8]) -> Result<BoardResponse, BoardError> {
        self.check_unit(data.len() as u32)?;
        self.on_bus(false, |bus, _| Ok(bus.window_write(HLS_WINDOW, &[data])?))?;
        Ok(BoardResponse::Done)
    }

    pub(super) fn hls_receive(
        &mut self,
        len: u32,
        hooks: &mut impl Hooks,
    ) -> Result<BoardResponse, BoardError> {
        self.check_unit(len)?;
        self.on_bus(false, |bus, buffer| {
            bus.window_read(HLS_WINDOW, len, buffer, |bytes| {
                hooks.data(bytes).map_err(BoardError::from)
            })
        })?;
        Ok(BoardResponse::Done)
    }

    fn check_unit(&self, len: u32) -> Result<(), BoardError> {
        match len {
            0 => Err(BoardError::OutOfRange),
            len if len > MAX_WINDOW_LEN => Err(BoardError::OutOfRange),
            len if !len.is_multiple_of(self.profile.bus.register_bits / 8) => {
                Err(BoardError::Unaligned)
            }
            _ => Ok(()),
        }
    }
}
