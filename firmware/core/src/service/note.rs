//! NotePut and NoteGet

use fic_protocol::BoardError;
use fic_protocol::BoardResponse;
use fic_protocol::Name;
use fic_protocol::NoteInfo;
use fic_protocol::codec;
use fic_protocol::limits::MAX_NOTE_LEN;

use super::Service;
use crate::BoardPort;
use crate::Hooks;
use crate::Store;

/// First byte of the stored form.
const FORMAT_VERSION: u8 = 1;

impl<P: BoardPort, S: Store> Service<P, S> {
    pub(super) fn note_put(
        &mut self,
        who: &Name,
        data: &[u8],
        host_time_s: u64,
    ) -> Result<BoardResponse, BoardError> {
        if data.len() > MAX_NOTE_LEN {
            return Err(BoardError::OutOfRange);
        }
        let at_s = self.port.wall_s().unwrap_or(host_time_s);
        self.buffer[0] = FORMAT_VERSION;
        let body = codec::encode(&(who, at_s, data), &mut self.buffer[1..]);
        let len = 1 + body.map_err(|_| BoardError::OutOfRange)?.len();
        let len = if data.is_empty() { 0 } else { len };
        self.store.put_note(&self.buffer[..len])?;
        Ok(BoardResponse::Done)
    }

    pub(super) fn note_get(&mut self, hooks: &mut impl Hooks) -> Result<BoardResponse, BoardError> {
        let len = self.store.note(&mut self.buffer)?;
        let (who, at_s, data) = match self.buffer.get(..len) {
            Some([FORMAT_VERSION, body @ ..]) => {
                codec::decode::<(Name, u64, &[u8])>(body).unwrap_or_default()
            }
            _ => Default::default(),
        };
        if !data.is_empty() {
            hooks.data(data)?;
        }
        let len = data.len() as u16;
        Ok(BoardResponse::Note(NoteInfo { who, at_s, len }))
    }
}
