//! SelectMAP samples to 32-bit words: width detection and byte order (`facts/hardware.md` 1.5, 1.6)

use super::names::SYNC_WORD;

/// Bus width, found from the pattern 0xBB then 0x11, 0x22 or 0x44 on D[7:0].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Width {
    X8,
    X16,
    X32,
}

impl Width {
    pub(crate) fn samples_per_word(self) -> u64 {
        match self {
            Width::X8 => 4,
            Width::X16 => 2,
            Width::X32 => 1,
        }
    }

    /// STAT[26:25].
    pub(crate) fn code(self) -> u32 {
        match self {
            Width::X8 => 0b01,
            Width::X16 => 0b10,
            Width::X32 => 0b11,
        }
    }
}

/// Collects samples. Cleared by a reset; the width stays over DESYNC.
#[derive(Debug, Clone, Default)]
pub(crate) struct Port {
    pub(crate) width: Option<Width>,
    saw_bb: bool,
    gathered: u32,
    held: u8,
}

/// What a sample completed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sampled {
    Nothing,
    Width(Width),
    Sync,
    Word(u32),
}

impl Port {
    /// Forgets a half-gathered word (DESYNC, error, ABORT).
    pub(crate) fn drop_gathered(&mut self) {
        self.gathered = 0;
        self.held = 0;
    }

    /// One sample of D[15:0] as on the pins; the most significant bit of a byte is on D0.
    #[inline]
    pub(crate) fn sample(&mut self, pins: u16, synced: bool) -> Sampled {
        let data = u32::from(pins.reverse_bits().swap_bytes());
        let per_word = match self.width {
            Some(Width::X16) => {
                self.gathered = (self.gathered << 16) | data;
                2
            }
            Some(Width::X8) => {
                self.gathered = (self.gathered << 8) | (data & 0xFF);
                4
            }
            // D[31:16] are not connected on these boards, so x32 never sees a sync word.
            Some(Width::X32) => return Sampled::Nothing,
            None => return self.detect(data & 0xFF),
        };
        if synced {
            return self.count(per_word);
        }
        if self.gathered != SYNC_WORD {
            return Sampled::Nothing;
        }
        self.drop_gathered();
        Sampled::Sync
    }

    #[inline]
    fn count(&mut self, per_word: u8) -> Sampled {
        self.held += 1;
        if self.held < per_word {
            return Sampled::Nothing;
        }
        self.held = 0;
        Sampled::Word(self.gathered)
    }

    fn detect(&mut self, byte: u32) -> Sampled {
        let follows_bb = std::mem::replace(&mut self.saw_bb, byte == 0xBB);
        let width = match byte {
            0x11 => Width::X8,
            0x22 => Width::X16,
            0x44 => Width::X32,
            _ => return Sampled::Nothing,
        };
        if !follows_bb {
            return Sampled::Nothing;
        }
        self.width = Some(width);
        Sampled::Width(width)
    }
}
