//! The configuration CRC: reflected CRC-32C over 37 bits of every register write.
//!
//! Source: `facts/bitstream-files.md` 1, `facts/hardware.md` 3.4 (79,033 CRC writes of real files).

/// CRC-32C in right-shift form.
const POLYNOMIAL: u32 = 0x82F6_3B78;

/// `crc` pushed through `steps` zero-input steps.
const fn shift(mut crc: u32, steps: u32) -> u32 {
    let mut i = 0;
    while i < steps {
        crc = (crc >> 1) ^ (POLYNOMIAL & (crc & 1).wrapping_neg());
        i += 1;
    }
    crc
}

/// One table per byte of the word: that byte alone, pushed through all 37 steps.
///
/// The CRC is linear, so the state after a write is the exclusive-or of what each byte of
/// (state ^ data) and the address contribute: four look-ups a word and one for the address.
const fn data_tables() -> [[u32; 256]; 4] {
    let mut tables = [[0; 256]; 4];
    let mut byte = 0;
    while byte < 4 {
        let mut value = 0;
        while value < 256 {
            tables[byte][value] = shift((value as u32) << (8 * byte), 37);
            value += 1;
        }
        byte += 1;
    }
    tables
}

/// The five address bits alone, pushed through their five steps.
const fn address_table() -> [u32; 32] {
    let mut table = [0; 32];
    let mut address = 0;
    while address < 32 {
        table[address] = shift(address as u32, 5);
        address += 1;
    }
    table
}

static DATA: [[u32; 256]; 4] = data_tables();
static ADDRESS: [u32; 32] = address_table();

/// The running CRC of one configuration stream (one die).
///
/// It knows arithmetic only; which writes are fed and when it is reset is
/// [`packet::Register::is_in_crc`](crate::packet::Register::is_in_crc) and the analyzer's matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ConfigCrc(u32);

impl ConfigCrc {
    /// A CRC as after the sync word: zero.
    pub const fn new() -> Self {
        Self(0)
    }

    /// Feeds one word written to a register; only the low five bits of `register` count.
    #[inline]
    pub fn feed(&mut self, register: u8, word: u32) {
        let [b0, b1, b2, b3] = (self.0 ^ word).to_le_bytes();
        self.0 = DATA[0][usize::from(b0)]
            ^ DATA[1][usize::from(b1)]
            ^ DATA[2][usize::from(b2)]
            ^ DATA[3][usize::from(b3)]
            ^ ADDRESS[usize::from(register & 31)];
    }

    /// Feeds the whole words of a native-order slice, all written to one register.
    pub fn feed_native(&mut self, register: u8, bytes: &[u8]) {
        for word in bytes.as_chunks::<4>().0 {
            self.feed(register, u32::from_be_bytes(*word));
        }
    }

    /// What a write to the CRC register must carry now.
    pub const fn value(self) -> u32 {
        self.0
    }

    /// Back to zero, as a sync word, `CMD = RCRC` and every CRC write do.
    pub fn reset(&mut self) {
        self.0 = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn crc_of(writes: &[(u8, u32)]) -> u32 {
        let mut crc = ConfigCrc::new();
        for &(register, word) in writes {
            crc.feed(register, word);
        }
        crc.value()
    }

    /// The definition, bit by bit, as `facts/bitstream-files.md` 1 words it.
    fn feed_bitwise(mut crc: u32, register: u8, word: u32) -> u32 {
        let bits = u64::from(word) | u64::from(register & 31) << 32;
        for i in 0..37 {
            let bit = (bits >> i) as u32 & 1;
            crc = (crc >> 1) ^ if (crc ^ bit) & 1 == 1 { POLYNOMIAL } else { 0 };
        }
        crc
    }

    #[test]
    fn vectors_of_hardware_3_4() {
        let vectors: [(&[(u8, u32)], u32); 8] = [
            (&[(0x04, 0)], 0x20BD_8EDE),
            (&[(0x01, 0)], 0x8AD9_58CF),
            (&[(0x02, 1)], 0xD539_CCFE),
            (&[(0x10, 0)], 0x82F6_3B78),
            (&[(0x0C, 0x0384_4093)], 0x7C73_E773),
            (&[(0x0C, 0x0390_D093)], 0xDA6E_0601),
            (
                &[
                    (4, 0xA),
                    (4, 3),
                    (4, 5),
                    (1, 0x03BE_0000),
                    (6, 0x501),
                    (5, 0x501),
                ],
                0xE3AD_7EA5,
            ),
            (
                &[(0x0C, 0x04A4_9093), (9, 0x3800_3FE5), (4, 0xB)],
                0x4FA0_2880,
            ),
        ];
        for (writes, expected) in vectors {
            assert_eq!(crc_of(writes), expected, "{writes:x?}");
        }
    }

    #[test]
    fn tail_of_real_ultrascale_files() {
        let tail = [
            (4, 0xA),
            (4, 0x15),
            (4, 3),
            (6, 0x1000),
            (0x18, 0),
            (4, 5),
            (1, 0x03BE_0000),
            (6, 0x101),
            (5, 0x101),
        ];
        assert_eq!(crc_of(&tail), 0x51C7_AD95);
    }

    proptest::proptest! {
        #[test]
        fn tables_equal_the_definition(start: u32, register: u8, word: u32) {
            let mut crc = ConfigCrc(start);
            crc.feed(register, word);
            proptest::prop_assert_eq!(crc.value(), feed_bitwise(start, register, word));
        }
    }
}
