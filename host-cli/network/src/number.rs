//! Ports, slots and switches: numbers that are in range

use std::fmt;

/// Most ports of a switch, port 0 included: a 17th would reach into the data window at 0x1000.
pub const MAX_PORTS: u8 = 16;
/// Most slots of a schedule: six bits of an address.
pub const MAX_SLOTS: u8 = 64;
/// Most switches (lanes) of a board: two bits of an address.
pub const MAX_SWITCHES: u8 = 4;

macro_rules! number {
    ($(#[$doc:meta])* $name:ident, $word:literal, $limit:expr) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(u8);

        impl $name {
            /// The word before its number in files and messages.
            pub const WORD: &'static str = $word;

            /// `None` if no board can have it.
            pub fn new(number: u8) -> Option<Self> {
                (number < $limit).then_some(Self(number))
            }

            /// All that a board with `count` of them has.
            pub fn first(count: u8) -> impl Iterator<Item = Self> {
                (0..count.min($limit)).map(Self)
            }

            /// Counted from 0.
            pub fn number(self) -> u8 {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}{}", $word, self.0)
            }
        }
    };
}

number! {
    /// A port of a switch: 0 is the board's own user logic (HLS), others are link channels.
    Port, "port", MAX_PORTS
}
number! {
    /// A time slot.
    Slot, "slot", MAX_SLOTS
}
number! {
    /// One of a board's switches (lanes), each with its own table.
    SwitchIndex, "switch", MAX_SWITCHES
}

impl Port {
    /// The board's own user logic: injection as an input, ejection as an output.
    pub const LOCAL: Self = Self(0);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_stay_below_their_limit() {
        assert_eq!(Port::new(15).map(Port::number), Some(15));
        assert_eq!(Port::new(16), None);
        assert_eq!(Slot::new(64), None);
        assert_eq!(SwitchIndex::new(4), None);
        assert_eq!(Slot::first(200).count(), 64);
    }
}
