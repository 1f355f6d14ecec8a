//! The six byte orders in which configuration data is found in files.
//!
//! Source: `facts/hardware.md` 1.6 (UG570 "Bit-Swapping", UG835 `write_cfgmem`).

use crate::packet::SYNC_WORD;

/// How the bytes of each 32-bit configuration word stand in a file.
///
/// Every order is its own inverse relative to [`ByteOrder::Native`], because each is a mix of
/// "reverse the bits of each byte" with a symmetric exchange of the four bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "std", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "std", serde(rename_all = "kebab-case"))]
pub enum ByteOrder {
    /// As in a `.bit` file: sync bytes `AA 99 55 66`.
    Native,
    /// `write_cfgmem -interface SMAPx8`: sync bytes `55 99 AA 66`.
    Smap8,
    /// `write_cfgmem -interface SMAPx16`: sync bytes `99 55 66 AA`.
    Smap16,
    /// SMAPx16 with `-disablebitswap`: sync bytes `99 AA 66 55`.
    #[cfg_attr(feature = "std", serde(rename = "smap16-noswap"))]
    Smap16NoSwap,
    /// `write_cfgmem -interface SMAPx32`: sync bytes `66 AA 99 55`.
    Smap32,
    /// SMAPx32 with `-disablebitswap`, also the Zynq order: sync bytes `66 55 99 AA`.
    #[cfg_attr(feature = "std", serde(rename = "smap32-noswap"))]
    Smap32NoSwap,
}

impl ByteOrder {
    /// Every order, in the order of the table in `facts/hardware.md` 1.6.
    pub const ALL: [Self; 6] = [
        Self::Native,
        Self::Smap8,
        Self::Smap16,
        Self::Smap16NoSwap,
        Self::Smap32,
        Self::Smap32NoSwap,
    ];

    /// The name used on command lines and in reports.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Native => "native",
            Self::Smap8 => "smap8",
            Self::Smap16 => "smap16",
            Self::Smap16NoSwap => "smap16-noswap",
            Self::Smap32 => "smap32",
            Self::Smap32NoSwap => "smap32-noswap",
        }
    }

    /// The order with this [`as_str`](Self::as_str) name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|order| order.as_str() == name)
    }

    /// The order in which these four bytes are a sync word.
    ///
    /// The six patterns differ from each other, so the sync bytes alone decide.
    pub fn detect(sync: [u8; 4]) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|order| order.word(sync) == SYNC_WORD)
    }

    /// The value of one word whose bytes stand in this order.
    pub const fn word(self, bytes: [u8; 4]) -> u32 {
        self.swap(u32::from_be_bytes(bytes))
    }

    /// Brings bytes of this order into native order, in place.
    ///
    /// The slice starts at a word; one to three bytes beyond the last whole word stay as they are.
    pub fn to_native(self, bytes: &mut [u8]) {
        if self == Self::Native {
            return;
        }
        for chunk in bytes.as_chunks_mut::<4>().0 {
            *chunk = self.swap(u32::from_be_bytes(*chunk)).to_be_bytes();
        }
    }

    /// Brings native bytes into this order, in place; the same limits as [`to_native`](Self::to_native).
    pub fn from_native(self, bytes: &mut [u8]) {
        self.to_native(bytes);
    }

    /// Exchanges bytes and bits of one word; applying it twice changes nothing.
    const fn swap(self, word: u32) -> u32 {
        match self {
            Self::Native => word,
            Self::Smap8 => word.reverse_bits().swap_bytes(),
            // Bit-reversing the word reverses bytes too; turning it by 16 leaves swapped pairs.
            Self::Smap16 => word.reverse_bits().rotate_left(16),
            Self::Smap16NoSwap => word.swap_bytes().rotate_left(16),
            Self::Smap32 => word.reverse_bits(),
            Self::Smap32NoSwap => word.swap_bytes(),
        }
    }
}

impl core::fmt::Display for ByteOrder {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.pad(self.as_str())
    }
}

/// No byte order has this name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnknownOrder;

impl core::fmt::Display for UnknownOrder {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(
            "not a byte order: use native, smap8, smap16, smap16-noswap, smap32 or smap32-noswap",
        )
    }
}

impl core::error::Error for UnknownOrder {}

impl core::str::FromStr for ByteOrder {
    type Err = UnknownOrder;

    fn from_str(name: &str) -> Result<Self, UnknownOrder> {
        Self::from_name(name).ok_or(UnknownOrder)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// `facts/hardware.md` 1.6: order, width words as bytes, sync as bytes.
    const TABLE: [(ByteOrder, [u8; 8], [u8; 4]); 6] = [
        (
            ByteOrder::Native,
            [0, 0, 0, 0xBB, 0x11, 0x22, 0, 0x44],
            [0xAA, 0x99, 0x55, 0x66],
        ),
        (
            ByteOrder::Smap8,
            [0, 0, 0, 0xDD, 0x88, 0x44, 0, 0x22],
            [0x55, 0x99, 0xAA, 0x66],
        ),
        (
            ByteOrder::Smap16,
            [0, 0, 0xDD, 0, 0x44, 0x88, 0x22, 0],
            [0x99, 0x55, 0x66, 0xAA],
        ),
        (
            ByteOrder::Smap16NoSwap,
            [0, 0, 0xBB, 0, 0x22, 0x11, 0x44, 0],
            [0x99, 0xAA, 0x66, 0x55],
        ),
        (
            ByteOrder::Smap32,
            [0xDD, 0, 0, 0, 0x22, 0, 0x44, 0x88],
            [0x66, 0xAA, 0x99, 0x55],
        ),
        (
            ByteOrder::Smap32NoSwap,
            [0xBB, 0, 0, 0, 0x44, 0, 0x22, 0x11],
            [0x66, 0x55, 0x99, 0xAA],
        ),
    ];

    #[test]
    fn recognition_table() {
        for (order, width, sync) in TABLE {
            assert_eq!(ByteOrder::detect(sync), Some(order));
            let mut bytes = [0, 0, 0, 0xBB, 0x11, 0x22, 0, 0x44];
            order.from_native(&mut bytes);
            assert_eq!(bytes, width, "{order}");
        }
        assert_eq!(ByteOrder::detect([0; 4]), None);
    }

    #[test]
    fn names_round_trip() {
        for order in ByteOrder::ALL {
            assert_eq!(order.as_str().parse(), Ok(order));
        }
        assert_eq!("SMAP8".parse::<ByteOrder>(), Err(UnknownOrder));
    }

    proptest! {
        #[test]
        fn every_order_round_trips(data: Vec<u8>) {
            for order in ByteOrder::ALL {
                let mut bytes = data.clone();
                order.from_native(&mut bytes);
                order.to_native(&mut bytes);
                prop_assert_eq!(&bytes, &data);
            }
        }
    }
}
