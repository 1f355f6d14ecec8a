//! A BCM2837 GPIO block as seen from a driver, with the time that passes at it

use std::io;

use super::ModelReport;

/// The block's registers by byte offset; each access takes the time it takes on a Pi 3.
pub trait Registers {
    /// Writes a register.
    fn write(&mut self, offset: u32, value: u32);
    /// Reads a register.
    fn read(&mut self, offset: u32) -> u32;
    /// Time passes without an access.
    fn advance_ns(&mut self, ns: u64);
    /// Time since power-up.
    fn now_ns(&self) -> u64;
    /// What was seen so far.
    fn report(&self) -> ModelReport;
    /// No access will follow: completes what records them.
    ///
    /// # Errors
    /// The trace could not be written, now or earlier.
    fn finish(&mut self) -> io::Result<()> {
        Ok(())
    }
}
