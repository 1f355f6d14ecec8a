//! The register bus of a configured design (`facts/hardware.md` 9.2-9.6)
//!
//! ```text
//!  RREQ  __/‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾\__     one transaction
//!  data  --< W0        >< W1        >---     stable while RSTB is up
//!  RSTB  _____/‾‾‾‾\_______/‾‾‾‾\_______     never in the write that changes data
//!  FACK  ________/‾‾‾‾\_______/‾‾‾‾\____     up for each strobe, down after it
//! ```
//!
//! Least accesses for one word sent: RSTB up, RSTB down, one write where data bits
//! fall, one where they rise, one read that sees FACK up and one that sees it down.

mod driver;
mod transaction;
mod window;

pub use driver::BusError;
pub use fic_protocol::HLS_WINDOW;
pub use transaction::RegisterBus;
