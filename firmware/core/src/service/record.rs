//! What runs, kept in the store

use fic_protocol::BoardError;
use fic_protocol::RunRecord;
use fic_protocol::codec;

use super::Service;
use crate::MAX_RECORD_LEN;
use crate::Store;

/// What is known of the last load. DONE is never part of it: that is read from the pin.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Memory {
    /// The last load that succeeded.
    pub(super) last: Option<RunRecord>,
    /// A load was begun or the FPGA cleared since then.
    pub(super) stale: bool,
}

/// First byte of the stored form; another one means a record of another build.
const FORM: u8 = 1;

impl<P, S: Store> Service<P, S> {
    /// A record that cannot be read counts as none: the truth is on the pins.
    pub(super) fn memory(&mut self) -> Memory {
        let mut bytes = [0; MAX_RECORD_LEN];
        let len = self.store.record(&mut bytes).unwrap_or(0);
        match bytes.get(..len) {
            Some([FORM, body @ ..]) => match codec::decode::<(Option<RunRecord>, bool)>(body) {
                Ok((last, stale)) => Memory { last, stale },
                Err(_) => Memory::default(),
            },
            _ => Memory::default(),
        }
    }

    pub(super) fn remember(&mut self, memory: &Memory) -> Result<(), BoardError> {
        let mut bytes = [0; MAX_RECORD_LEN];
        bytes[0] = FORM;
        let body = codec::encode(&(&memory.last, memory.stale), &mut bytes[1..]);
        let len = 1 + body.map_err(|_| BoardError::OutOfRange)?.len();
        Ok(self.store.put_record(&bytes[..len])?)
    }

    /// Notes that the FPGA no longer holds what was loaded last.
    pub(super) fn forget_running(&mut self) -> Result<(), BoardError> {
        let memory = self.memory();
        match memory.stale || memory.last.is_none() {
            true => Ok(()),
            false => self.remember(&Memory {
                stale: true,
                ..memory
            }),
        }
    }
}
