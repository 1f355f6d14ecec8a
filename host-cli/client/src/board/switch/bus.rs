//! What a board must offer to have its tables read and written

/// A board's registers and its note. A connected board implements it; tests have maps.
pub trait TableBus {
    /// Why an access failed.
    type Error: std::error::Error;

    /// Reads `count` registers from `address` upwards.
    ///
    /// # Errors
    /// None of the values is known then.
    fn read(&mut self, address: u16, count: u16) -> Result<Vec<u16>, Self::Error>;

    /// Writes registers from `address` upwards, in that order.
    ///
    /// # Errors
    /// Any number of them may have been written, the failing one included.
    fn write(&mut self, address: u16, values: &[u16]) -> Result<(), Self::Error>;

    /// The note that the board keeps; `None` if there is none.
    ///
    /// # Errors
    /// As the board says; a board without a store has no notes.
    fn note(&mut self) -> Result<Option<StoredNote>, Self::Error>;

    /// Replaces the note; no bytes forget it.
    ///
    /// # Errors
    /// As the board says.
    fn put_note(&mut self, data: &[u8]) -> Result<(), Self::Error>;

    /// What follows puts registers back as they were: a wish to stop must not stop it.
    fn restoring(&mut self) {}
}

/// A note as a board gives it back.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct StoredNote {
    /// What was put.
    pub data: Vec<u8>,
    /// Who put it, as the board recorded it.
    pub who: String,
    /// When, seconds since 1970; 0 if unknown.
    pub at_s: u64,
}
