//! Hardware faults that a test can set

/// A line that no longer follows its driver.
pub(crate) type Stuck = Option<bool>;

/// Faults in force; the default is a sound board.
#[derive(Debug, Clone, Default)]
pub(crate) struct Faults {
    pub(crate) no_power: bool,
    pub(crate) init_stuck: Stuck,
    pub(crate) done_stuck: Stuck,
    pub(crate) prog_stuck: Stuck,
    pub(crate) csi_stuck: Stuck,
    pub(crate) rdwr_stuck: Stuck,
    pub(crate) cfsel_stuck: Stuck,
    pub(crate) cclk_dead: bool,
    pub(crate) no_startup: bool,
    /// D pins held at a level: mask and value.
    pub(crate) data_stuck: (u16, u16),
    /// Bit of the configuration word, counted from the first sample after INIT_B rose.
    pub(crate) flip: Option<(u64, u32)>,
    /// Sample at which a CCLK is not seen, seen twice, or the supply fails.
    pub(crate) lost_clock: Option<u64>,
    pub(crate) extra_clock: Option<u64>,
    pub(crate) power_drop: Option<u64>,
    pub(crate) fack_stuck: Stuck,
    pub(crate) freq_stuck: Stuck,
    /// Register-bus word whose bit is flipped, and one that is acknowledged but lost; words count
    /// from 0 since power-up.
    pub(crate) bus_flip: Option<(u64, u32)>,
    pub(crate) bus_lost: Option<u64>,
}

/// What befalls one sample.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SampleFault {
    None,
    Lost,
    Doubled,
    /// Inverts the pins of the mask.
    Flip(u16),
    PowerLost,
}

impl Faults {
    /// The sample that carries the flipped bit, and its pin; unknown until the width is.
    fn flip_sample(&self, per_word: u64) -> Option<(u64, u16)> {
        let (word, bit) = self.flip?;
        // Most significant part first; bit 7 of a byte is on its lowest pin.
        let (part, pin) = match per_word {
            4 => (3 - bit / 8, 7 - bit % 8),
            2 => (1 - bit / 16, (bit % 16 / 8) * 8 + 7 - bit % 8),
            _ => return None,
        };
        Some((
            word.saturating_mul(per_word).saturating_add(part.into()),
            1 << pin,
        ))
    }

    /// The first sample not before `from` at which a fault acts.
    pub(crate) fn first_special(&self, per_word: u64, from: u64) -> u64 {
        let flip = self.flip_sample(per_word).map(|(sample, _)| sample);
        [self.lost_clock, self.extra_clock, self.power_drop, flip]
            .into_iter()
            .flatten()
            .filter(|&at| at >= from)
            .min()
            .unwrap_or(u64::MAX)
    }

    pub(crate) fn at_sample(&self, sample: u64, per_word: u64) -> SampleFault {
        let here = Some(sample);
        if self.power_drop == here {
            SampleFault::PowerLost
        } else if self.lost_clock == here {
            SampleFault::Lost
        } else if self.extra_clock == here {
            SampleFault::Doubled
        } else {
            match self.flip_sample(per_word) {
                Some((at, pins)) if at == sample => SampleFault::Flip(pins),
                _ => SampleFault::None,
            }
        }
    }
}
