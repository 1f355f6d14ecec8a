//! The registers of the running design

mod counter;
mod names;
#[allow(clippy::module_inception, reason = "the folder's main type")]
mod registers;

pub use names::Access;
pub use names::NAMES;
pub use names::Named;
pub use names::by_name;
pub use names::name_of;
pub use registers::Registers;
