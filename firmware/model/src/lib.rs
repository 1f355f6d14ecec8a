//! The FiC board seen from its pins: the judge of every driver
//!
//! [`Model`] is a mk1 or mk2 board as a Raspberry Pi 3 sees it through its BCM2837 GPIO registers:
//! pins with their pulls, the FPGA's slave SelectMAP port (width detection, packets, CRC, startup),
//! and behind it the register bus of a configured design. Time is virtual: it advances with each
//! register access and with [`Model::advance_ns`]. Every rule of the hardware that a driver breaks is
//! logged as a [`Violation`]; hardware faults are set with [`Model::set`].
//!
//! # Where the facts leave room
//!
//! - A configured device keeps its SelectMAP port (`persist=board`), as the lab's partial
//!   reconfiguration needs; DONE stays high while a partial stream has it shut down.
//! - START on a blank die comes to nothing unless the stream had a full header, so a partial stream on a
//!   blank device never raises DONE.
//! - A CRC or IDCODE error holds INIT_B low until PROG_B (or ABORT, where the part has it); registers
//!   can still be read.
//! - Bits that silicon does not look at are not looked at: flips in dummy words, NOPs, values before
//!   the first RCRC and the tail do no harm. A reserved bit in a header makes the packet name no
//!   register, so that the next CRC check fails.
//! - A device without a key takes an encrypted stream silently: INIT_B and DONE both keep their level.
//! - The resistors of the board and all times of the register bus are unpublished: see the parameters
//!   of [`Model::set`].
//!
//! It is written from the public facts alone (`facts/hardware.md`, `facts/bitstream-files.md`) and
//! shares no code with any driver.
//!
//! ```
//! let mut board = fic_model::Model::new("mk2").expect("a known board");
//! board.gpio_write(0x08, 1 << (3 * 5)); // GPFSEL2: GPIO 25, CFSEL, becomes an output
//! assert_eq!(board.gpio_read(0x34) >> 24 & 1, 1); // PWOK
//! assert!(!board.configured());
//! ```

mod board;
mod config;
mod counters;
mod design;
mod design_pins;
mod design_ports;
mod fabric;
mod faults;
mod gpio;
mod journal;
mod model;
mod nets;
mod params;
mod part;
mod rules;
mod settings;
mod settle;
mod trace;
mod tracing;
mod vcd;

#[cfg(feature = "capi")]
mod capi;

pub use fabric::Fabric;
pub use fabric::LinkError;
pub use journal::KEPT;
pub use journal::Severity;
pub use journal::Violation;
pub use model::Model;
pub use part::PARTS;
pub use part::Part;
pub use part::find as find_part;
pub use settings::SetError;
