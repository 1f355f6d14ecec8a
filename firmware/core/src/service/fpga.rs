//! FpgaReset and FpgaProbe

use fic_protocol::BoardError;
use fic_protocol::BoardResponse;
use fic_protocol::ModeChoice;

use super::Service;
use crate::BoardPort;
use crate::Store;
use crate::selectmap;
use crate::selectmap::ConfigPort;

impl<P: BoardPort, S: Store> Service<P, S> {
    pub(super) fn fpga_reset(&mut self) -> Result<BoardResponse, BoardError> {
        if self.port.levels()? & self.profile.pins.power_ok == 0 {
            return Err(BoardError::NoPower);
        }
        self.mark_stale()?;
        let mut bus = ConfigPort::enter(&mut self.port, &self.profile, self.profile.mode)?;
        let cleared = bus
            .clear_fpga()
            .and_then(|()| match bus.read_status_pins()?.done {
                Some(true) => Err(BoardError::DoneHighBeforeData),
                _ => Ok(()),
            });
        bus.leave()?;
        cleared.map(|()| BoardResponse::Done)
    }

    pub(super) fn fpga_probe(&mut self) -> Result<BoardResponse, BoardError> {
        let mode = self.mode(ModeChoice::Auto);
        selectmap::probe(&mut self.port, &self.profile, mode).map(BoardResponse::Probe)
    }
}
