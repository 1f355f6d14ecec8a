//! What is printed: text for people, or one JSON document for programs
//!
//! Results go to stdout, everything else to stderr.

pub(crate) mod agent;
mod answer;
mod bars;
pub(crate) mod catalog_entry;
mod document;
mod failure;
mod format;
pub(crate) mod history;
pub(crate) mod lease;
mod lines;
pub(crate) mod loaded;
mod notes;
pub(crate) mod paired;
pub(crate) mod pieces;
mod print;
mod progress;
pub(crate) mod received;
pub(crate) mod registers;
mod screen;
pub(crate) mod sent;
pub(crate) mod staged;

pub use answer::Answer;
pub use answer::Show;
pub use format::Format;
pub use print::print;
pub use screen::Screen;
