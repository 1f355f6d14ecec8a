//! The switching tables of one board: applied, verified, shown, cleared
//!
//! What a table is and how it is planned stands in [`fic_network`]. No register says how
//! many ports and switches a design has: that is known from the [`Note`] which [`apply()`]
//! leaves on the board, from the caller, or assumed ([`Hint`]).
//!
//! # Designs that do not give their table back
//! Public sources only ever write tables; whether a design gives them back when read is its
//! own choice. [`apply()`] finds out by reading before and after, and remembers it in the
//! note; see [`Readback`] and [`VerifyPolicy`].

mod applied_note;
mod apply;
mod board_bus;
mod bus;
mod clear;
mod note;
mod readback;
mod registers;
mod show;

pub use crate::error::ApplyError;
pub use crate::error::Difference;
pub use crate::error::Restored;
pub use apply::Applied;
pub use apply::ApplyOptions;
pub use apply::VerifyPolicy;
pub use apply::apply;
pub use bus::StoredNote;
pub use bus::TableBus;
pub use clear::ClearError;
pub use clear::cleared;
pub use note::Note;
pub use note::NoteError;
pub use readback::Readback;
pub use registers::read_registers;
pub use show::Hint;
pub use show::ShapeFrom;
pub use show::Shown;
pub use show::Source;
pub use show::show;
