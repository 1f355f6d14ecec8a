//! What runs, kept in the store

use fic_protocol::BoardError;
use fic_protocol::RunRecord;
use fic_protocol::codec;

use super::Service;
use crate::MAX_RECORD_LEN;
use crate::Store;

/// What is known of the last load. DONE is never part of it: that is read from the pin.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct LoadHistory {
    /// The last load that succeeded.
    pub(super) last: Option<RunRecord>,
    /// A load was begun or the FPGA cleared since then.
    pub(super) stale: bool,
}

/// First byte of the stored form; another one means a record of another build.
const FORMAT_VERSION: u8 = 1;

impl<P, S: Store> Service<P, S> {
    /// A record that cannot be read counts as none: the truth is on the pins.
    pub(super) fn load_history(&mut self) -> LoadHistory {
        let mut bytes = [0; MAX_RECORD_LEN];
        let len = self.store.record(&mut bytes).unwrap_or(0);
        match bytes.get(..len) {
            Some([FORMAT_VERSION, body @ ..]) => {
                match codec::decode::<(Option<RunRecord>, bool)>(body) {
                    Ok((last, stale)) => LoadHistory { last, stale },
                    Err(_) => LoadHistory::default(),
                }
            }
            _ => LoadHistory::default(),
        }
    }

    pub(super) fn save_history(&mut self, history: &LoadHistory) -> Result<(), BoardError> {
        let mut bytes = [0; MAX_RECORD_LEN];
        bytes[0] = FORMAT_VERSION;
        let body = codec::encode(&(&history.last, history.stale), &mut bytes[1..]);
        let len = 1 + body.map_err(|_| BoardError::OutOfRange)?.len();
        Ok(self.store.put_record(&bytes[..len])?)
    }

    /// Notes that the FPGA no longer holds what was loaded last.
    pub(super) fn mark_stale(&mut self) -> Result<(), BoardError> {
        let history = self.load_history();
        if history.stale || history.last.is_none() {
            return Ok(());
        }
        self.save_history(&LoadHistory {
            stale: true,
            ..history
        })
    }
}
