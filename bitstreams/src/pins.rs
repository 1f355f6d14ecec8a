//! From native words to what stands on the data pins of a SelectMAP port.
//!
//! The most significant bit of each byte goes to D0; on a x16 port the first byte of the stream
//! stands on D\[15:8\] and the second on D\[7:0\]. Source: `facts/hardware.md` 1.5 (UG570
//! "SelectMAP Data Ordering"), confirmed there against AMD's behavioural model.

/// The two samples of D\[15:0\] that carry one native word, in the order of their clocks.
#[inline]
pub const fn x16_halves(word: u32) -> [u16; 2] {
    let pins = word.reverse_bits().swap_bytes();
    [(pins >> 16) as u16, pins as u16]
}

/// The four samples of D\[7:0\] that carry one native word, in the order of their clocks.
#[inline]
pub const fn x8_bytes(word: u32) -> [u8; 4] {
    word.reverse_bits().to_le_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sync_word_as_ug570_shows_it() {
        assert_eq!(x8_bytes(0xAA99_5566), [0x55, 0x99, 0xAA, 0x66]);
        assert_eq!(x16_halves(0xAA99_5566), [0x5599, 0xAA66]);
    }

    #[test]
    fn width_pattern_stands_on_the_low_byte() {
        assert_eq!(x16_halves(0x0000_00BB), [0x0000, 0x00DD]);
        assert_eq!(x16_halves(0x1122_0044), [0x8844, 0x0022]);
    }
}
