//! Every request to a configured design goes through here

use fic_protocol::BoardError;
use fic_protocol::limits::CHUNK_LEN;

use super::Service;
use crate::BoardPort;
use crate::Store;
use crate::regbus::RegisterBus;
use crate::selectmap;

impl<P: BoardPort, S: Store> Service<P, S> {
    /// Opens the register bus, lets `act` use it, and leaves it idle.
    ///
    /// Refused while DONE is low: on mk2 the bus would drive the nets of DONE and INIT_B
    /// (9.9 #14). `force` is for designs whose DONE cannot be read.
    pub(super) fn on_bus<T>(
        &mut self,
        force: bool,
        act: impl FnOnce(&mut RegisterBus<'_, P>, &mut [u8; CHUNK_LEN]) -> Result<T, BoardError>,
    ) -> Result<T, BoardError> {
        let pins = selectmap::read_status_pins(&mut self.port, &self.profile)?;
        if !pins.power {
            return Err(BoardError::NoPower);
        }
        if pins.done != Some(true) && !force {
            return Err(BoardError::NotConfigured);
        }
        let mut bus = RegisterBus::open(&mut self.port, &self.profile)?;
        let answer = act(&mut bus, &mut self.buffer);
        bus.close()?;
        answer
    }
}
