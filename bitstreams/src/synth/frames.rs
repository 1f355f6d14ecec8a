//! What stands in the frames of a made-up design.

use crate::packet::Register;
use std::io::{self, Write};

use super::writer::StreamWriter;

/// Words of an UltraScale frame.
pub(super) const FRAME_WORDS: usize = 123;

/// SplitMix64: small, well spread, and the same everywhere for the same seed.
#[derive(Clone)]
pub(super) struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// True with this probability.
    pub fn chance(&mut self, probability: f64) -> bool {
        ((self.next() >> 11) as f64) < probability * (1_u64 << 53) as f64
    }

    /// A frame of a used column: of a dense real design about half the bits of some words are set,
    /// most words are zero; words here are zero with probability 5/8.
    pub fn frame(&mut self) -> [u32; FRAME_WORDS] {
        std::array::from_fn(|_| {
            let value = self.next();
            if value & 7 < 5 {
                0
            } else {
                (value >> 32) as u32 & (value >> 8) as u32
            }
        })
    }
}

/// Writes `frames` frames of FDRI data, of which about `fill` are not zero.
pub(super) fn write_frames<W: Write>(
    stream: &mut StreamWriter<W>,
    frames: u32,
    fill: f64,
    random: &mut Random,
) -> io::Result<()> {
    for _ in 0..frames {
        let frame = if random.chance(fill) {
            random.frame()
        } else {
            [0; FRAME_WORDS]
        };
        stream.data(Register::Fdri, &frame)?;
    }
    Ok(())
}
