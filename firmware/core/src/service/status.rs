//! Identify and Status

use fic_protocol::BoardError;
use fic_protocol::BoardStatus;
use fic_protocol::FpgaState;
use fic_protocol::Identity;
use fic_protocol::PinLevels;
use fic_protocol::SCHEMA_HASH;
use fic_protocol::truncated;

use super::Service;
use super::record::LoadHistory;
use crate::BoardPort;
use crate::Store;
use crate::selectmap;

impl<P: BoardPort, S: Store> Service<P, S> {
    /// Who answers.
    pub fn identity(&mut self) -> Identity {
        let uptime_ns = self.port.now_ns().saturating_sub(self.started_ns);
        Identity {
            build: self.about.build.clone(),
            schema_hash: SCHEMA_HASH,
            profile: truncated(self.profile.name),
            part: truncated(self.profile.part),
            kind: self.about.kind,
            uptime_s: u32::try_from(uptime_ns / 1_000_000_000).unwrap_or(u32::MAX),
            window_bytes: self.about.window_bytes,
        }
    }

    /// Status without a look at INIT_B and DONE, which on some boards means to turn a
    /// switch: the FPGA's state is what the record says.
    ///
    /// # Errors
    /// [`BoardError::PinFault`] if PWOK cannot be read.
    pub fn remembered_status(&mut self) -> Result<BoardStatus, BoardError> {
        let power = self.port.levels()? & self.profile.pins.power_ok != 0;
        let history = self.load_history();
        let running = history.last.is_some() && !history.stale;
        let pins = PinLevels {
            power,
            init_b: None,
            done: None,
        };
        let fpga = if running && power {
            FpgaState::Configured
        } else {
            selectmap::state(pins)
        };
        Ok(self.status_of(fpga, pins, history))
    }

    pub(super) fn status(&mut self) -> Result<BoardStatus, BoardError> {
        let pins = selectmap::read_status_pins(&mut self.port, &self.profile)?;
        if !pins.power || pins.done == Some(false) {
            // What was loaded is gone. Noted now: were the FPGA configured by other means
            // later, DONE alone could not tell. A full disk must not hide the status.
            let _ = self.mark_stale();
        }
        let history = self.load_history();
        Ok(self.status_of(selectmap::state(pins), pins, history))
    }

    fn status_of(&mut self, fpga: FpgaState, pins: PinLevels, history: LoadHistory) -> BoardStatus {
        BoardStatus {
            identity: self.identity(),
            fpga,
            pins,
            last_load: history.last,
            stale: history.stale,
            busy: None,
            store: self.store.status(),
        }
    }
}
