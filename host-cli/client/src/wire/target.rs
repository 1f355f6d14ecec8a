//! A board that is meant

use super::address::Address;

/// A board that is meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// How it is called in output: its name, or its address where it has none.
    pub name: String,
    /// Where it is.
    pub address: Address,
}

impl Target {
    /// A board known by its address alone.
    pub fn at(address: Address) -> Self {
        let name = address.to_string();
        Self { name, address }
    }
}
