//! Switching tables of FiC boards: read, written, compared, planned, checked; without IO
//!
//! A FiC board has up to 4 switches (lanes). In each time slot an output port of a switch
//! takes its data from the input port that its table entry names; 0 is the board's own user
//! logic (HLS), the number of ports itself is idle (hardware.md 9.8). Several outputs may
//! name the same input: that is multicast. What port 0's entries name goes to the user logic.
//!
//! ```text
//!  file ─▶ Document ─▶ SwitchTable ─▶ plan ─▶ registers of a board
//!                          │   ▲                     │
//!                 json, toml   HardwareTable ◀───────┘
//! ```
//!
//! # Registers
//! An entry stands at `port << 8 | switch << 6 | slot`, the slot count, shifted left by one,
//! at [`SLOT_COUNT`]. No register says how many ports and switches a design has.
//!
//! # A fleet
//! [`fleet::check()`] follows every flow over all boards' tables and the cables between them.
#![forbid(unsafe_code)]

mod diff;
mod error;
pub mod fleet;
mod hardware;
mod number;
mod plan;
mod read;
mod shape;
mod table;
mod write;

pub use diff::Change;
pub use diff::TableDiff;
pub use diff::diff;
pub use error::Place;
pub use error::TableError;
pub use hardware::HardwareTable;
pub use number::MAX_PORTS;
pub use number::MAX_SLOTS;
pub use number::MAX_SWITCHES;
pub use number::Port;
pub use number::Slot;
pub use number::SwitchIndex;
pub use plan::Order;
pub use plan::Plan;
pub use plan::RegisterWrite;
pub use plan::plan_apply;
pub use read::Document;
pub use read::Form;
pub use read::Found;
pub use read::MAX_FILE_LEN;
pub use shape::Cell;
pub use shape::SLOT_COUNT;
pub use shape::Shape;
pub use table::Entry;
pub use table::SwitchTable;
pub use write::toml_of_boards;
