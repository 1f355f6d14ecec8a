//! A connected board as a [`TableBus`]

use crate::board::board::Board;
use crate::board::switch::bus::StoredNote;
use crate::board::switch::bus::TableBus;
use crate::error::Error;

impl TableBus for Board {
    type Error = Error;

    fn read(&mut self, address: u16, count: u16) -> Result<Vec<u16>, Error> {
        // A short request ends before it can be cancelled; a row of them must not go on.
        self.stop().check()?;
        self.registers().read_many(address, count.into())
    }

    fn write(&mut self, address: u16, values: &[u16]) -> Result<(), Error> {
        self.stop().check()?;
        self.registers().write_many(address, values)
    }

    fn note(&mut self) -> Result<Option<StoredNote>, Error> {
        let note = Self::note(self)?;
        Ok(note.map(|note| StoredNote {
            data: note.data,
            who: note.who,
            at_s: note.at_s.unwrap_or(0),
        }))
    }

    fn put_note(&mut self, data: &[u8]) -> Result<(), Error> {
        Self::put_note(self, data)
    }

    fn restoring(&mut self) {
        self.stop().mute();
    }
}
