//! The configuration CRC: reflected CRC-32C over 37 bits a register write
//!
//! Formulation of `facts/bitstream-files.md` section 1: 32 data bits, then the 5 address bits, each
//! least significant bit first; start 0, no final inversion.

const POLY: u32 = 0x82F6_3B78;

const fn step_table<const N: usize>(bits: u32) -> [u32; N] {
    let mut table = [0; N];
    let mut i = 0;
    while i < N {
        let mut value = i as u32;
        let mut bit = 0;
        while bit < bits {
            value = (value >> 1) ^ (if value & 1 == 1 { POLY } else { 0 });
            bit += 1;
        }
        table[i] = value;
        i += 1;
    }
    table
}

/// `BYTES[k][i]`: byte `i` followed by `k` zero bytes, so that a word takes four look-ups at once.
const fn slice_tables() -> [[u32; 256]; 4] {
    let first: [u32; 256] = step_table(8);
    let mut tables = [first; 4];
    let mut k = 1;
    while k < 4 {
        let mut i = 0;
        while i < 256 {
            let previous = tables[k - 1][i];
            tables[k][i] = (previous >> 8) ^ first[(previous & 0xFF) as usize];
            i += 1;
        }
        k += 1;
    }
    tables
}

static BYTES: [[u32; 256]; 4] = slice_tables();
static FIVE: [u32; 32] = step_table(5);

/// The running value after `data` was written to the register at `address` (5 bits).
#[inline]
pub(crate) fn feed(crc: u32, address: u32, data: u32) -> u32 {
    let x = crc ^ data;
    let word = BYTES[3][(x & 0xFF) as usize]
        ^ BYTES[2][((x >> 8) & 0xFF) as usize]
        ^ BYTES[1][((x >> 16) & 0xFF) as usize]
        ^ BYTES[0][(x >> 24) as usize];
    FIVE[((word ^ address) & 31) as usize] ^ (word >> 5)
}

#[cfg(test)]
mod tests {
    use super::feed;

    #[test]
    fn test_vectors_of_the_fact_sheet() {
        for (address, data, expected) in [
            (0x04, 0, 0x20BD_8EDE),
            (0x01, 0, 0x8AD9_58CF),
            (0x02, 1, 0xD539_CCFE),
            (0x10, 0, 0x82F6_3B78),
            (0x0C, 0x0384_4093, 0x7C73_E773),
            (0x0C, 0x0390_D093, 0xDA6E_0601),
        ] {
            assert_eq!(
                feed(0, address, data),
                expected,
                "{address:02x} <- {data:08x}"
            );
        }
    }

    #[test]
    fn tail_of_a_real_file() {
        let tail = [
            (0x04, 0x0A),
            (0x04, 0x15),
            (0x04, 0x03),
            (0x06, 0x1000),
            (0x18, 0),
            (0x04, 0x05),
            (0x01, 0x03BE_0000),
            (0x06, 0x101),
            (0x05, 0x101),
        ];
        let crc = tail
            .iter()
            .fold(0, |crc, &(address, data)| feed(crc, address, data));
        assert_eq!(crc, 0x51C7_AD95);
    }
}
