//! Arguments that several commands take

mod boards;
mod design;
mod globals;

pub use boards::BoardArgs;
pub(crate) use design::DesignArgs;
pub use globals::Globals;
