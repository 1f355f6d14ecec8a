//! Finding the stream in a file: offset, byte order, and what stands before it.
//!
//! Source: `facts/hardware.md` 1.6, false sync words of `facts/bitstream-files.md` 2.

use crate::error::BitstreamError;
use crate::order::ByteOrder;
use crate::packet::{BUS_WIDTH, Header, SYNC_WORD, is_pad};

/// How far before a sync word its bus-width pattern may stand: 16 bytes in all real files.
const WIDTH_DISTANCE: usize = 32;

/// Where the stream begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Found {
    pub offset: usize,
    pub order: ByteOrder,
}

impl Found {
    /// The word at this offset, if the head reaches that far.
    fn word(self, head: &[u8], offset: usize) -> Option<u32> {
        let bytes = head.get(offset..)?.first_chunk::<4>()?;
        Some(self.order.word(*bytes))
    }

    fn is_plausible(self, head: &[u8]) -> bool {
        self.word(head, self.offset + 4)
            .is_some_and(Header::can_follow_sync)
    }

    fn has_width(self, head: &[u8]) -> bool {
        (8..=WIDTH_DISTANCE).step_by(4).any(|back| {
            self.offset.checked_sub(back).is_some_and(|at| {
                self.word(head, at) == Some(BUS_WIDTH[0])
                    && self.word(head, at + 4) == Some(BUS_WIDTH[1])
            })
        })
    }

    /// Offset of the first padding word of the unbroken run before the sync word.
    pub(super) fn lead_in(self, head: &[u8]) -> usize {
        let mut start = self.offset;
        while let Some(before) = start.checked_sub(4)
            && self.word(head, before).is_some_and(is_pad)
        {
            start = before;
        }
        start
    }
}

/// The first sync word with packets after it; one beside a bus-width pattern is preferred.
///
/// # Errors
/// `None` inside if there is none; [`BitstreamError::OtherFamily`] if Spartan-6 packets follow.
pub(super) fn find(head: &[u8]) -> Result<Option<Found>, BitstreamError> {
    let candidates = || {
        head.windows(4).enumerate().filter_map(|(offset, window)| {
            // Every order's pattern begins with one of these; most bytes are none of them.
            matches!(window[0], 0xAA | 0x55 | 0x99 | 0x66)
                .then(|| ByteOrder::detect([window[0], window[1], window[2], window[3]]))
                .flatten()
                .map(|order| Found { offset, order })
        })
    };
    let plausible = || candidates().filter(|found| found.is_plausible(head));
    if let Some(found) = plausible().find(|found| found.has_width(head)) {
        return Ok(Some(found));
    }
    if let Some(found) = plausible().next() {
        return Ok(Some(found));
    }
    match candidates().find(|found| is_spartan6(*found, head)) {
        Some(found) => Err(BitstreamError::OtherFamily {
            family: "Spartan-6",
            offset: found.offset as u64,
        }),
        None => Ok(None),
    }
}

/// Spartan-6 has 16-bit packets after the same sync word: a type-1 write (001 10) to a register of
/// six bits, with one or two words.
fn is_spartan6(found: Found, head: &[u8]) -> bool {
    debug_assert_eq!(found.word(head, found.offset), Some(SYNC_WORD));
    found
        .word(head, found.offset + 4)
        .map(|word| word >> 16)
        .is_some_and(|half| {
            half == 0x2000 || (half & 0xF800 == 0x3000 && (1..=2).contains(&(half & 0x1F)))
        })
}
