//! Many FiC boards: the inventory, which of them are meant, and acting on them together
//!
//! [`Config`] holds the inventory, [`targets`] resolves what `-b` says, [`fleet::each`]
//! acts on many boards at a time.
#![forbid(unsafe_code)]

pub mod config;
pub mod fleet;
pub mod names;
pub mod select;

pub use config::Config;
pub use select::targets;
