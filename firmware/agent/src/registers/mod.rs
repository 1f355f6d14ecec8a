//! A BCM2837 GPIO block as seen from a driver, with the time that passes at it
//!
//! [`RegisterPort`] moves the board's pins through any block: the Pi's own, mapped into
//! memory, or the model behind the same registers.

mod port;

use std::io;

use crate::model_report::ModelReport;

pub use port::RegisterPort;

/// A look at the clock takes about this long on a Pi 3; it lets waits at a model end.
const LOOK_NS: u64 = 100;

/// The block's registers by byte offset.
pub trait Registers {
    /// Writes a register.
    fn write(&mut self, offset: u32, value: u32);
    /// Reads a register.
    fn read(&mut self, offset: u32) -> u32;
    /// Returns after this time at least, which starts once all writes have arrived.
    fn advance_ns(&mut self, ns: u64);
    /// Time since some fixed moment, ns.
    fn now_ns(&self) -> u64;

    /// A look at the clock. The time of a model stands still unless somebody acts, so it
    /// passes here; a real clock needs no help.
    fn look_ns(&mut self) -> u64 {
        self.advance_ns(LOOK_NS);
        self.now_ns()
    }

    /// What a model has seen so far; `None` of real pins.
    fn report(&self) -> Option<ModelReport> {
        None
    }

    /// No access will follow: leaves real pins safe, completes what records a model's.
    ///
    /// # Errors
    /// The trace could not be written, now or earlier.
    fn finish(&mut self) -> io::Result<()> {
        Ok(())
    }
}
