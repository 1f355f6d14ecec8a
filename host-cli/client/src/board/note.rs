//! The small note that a board keeps for its users

use std::time::SystemTime;
use std::time::UNIX_EPOCH;

use fic_protocol::BoardResponse;
use fic_protocol::HostRequest;
use fic_protocol::limits::MAX_NOTE_LEN;

use crate::board::board::Board;
use crate::board::request::unexpected_response;
use crate::error::Error;
use crate::wire::session::Limits;

/// A note, who left it and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// What it says.
    pub data: Vec<u8>,
    /// `user@host`.
    pub who: String,
    /// Seconds since 1970; `None` if neither side knew the time.
    pub at_s: Option<u64>,
}

impl Board {
    /// The board's note; `None` if there is none.
    ///
    /// # Errors
    /// Those of the link; [`Error::DataLost`]; [`Error::Busy`]; [`Error::Board`].
    pub fn note(&mut self) -> Result<Option<Note>, Error> {
        let request = HostRequest::NoteGet;
        match self.exchange(&request, MAX_NOTE_LEN, Limits::pins)? {
            (BoardResponse::Note(info), _) if info.len == 0 => Ok(None),
            (BoardResponse::Note(info), data) => Ok(Some(Note {
                data,
                who: info.who.to_string(),
                at_s: (info.at_s != 0).then_some(info.at_s),
            })),
            _ => Err(unexpected_response(&request)),
        }
    }

    /// Replaces the board's note; no bytes forget it.
    ///
    /// # Errors
    /// [`Error::OutOfRange`] if it is longer than [`MAX_NOTE_LEN`]; those of [`Self::note`].
    pub fn put_note(&mut self, data: &[u8]) -> Result<(), Error> {
        if data.len() > MAX_NOTE_LEN {
            return Err(Error::OutOfRange {
                message: format!(
                    "a note of {} bytes is out of range: at most {MAX_NOTE_LEN}",
                    data.len()
                ),
            });
        }
        let since = SystemTime::now().duration_since(UNIX_EPOCH);
        let request = HostRequest::NotePut {
            data,
            host_time_s: since.map_or(0, |time| time.as_secs()),
        };
        self.order(&request, data.len())
    }
}
