//! What one pass over configuration data found.

use fic_error::{ImageError, ImageFault};

use super::region::Regions;
use super::role::{FullMarks, PartialMarks};
use crate::part::{IDCODE_MASK, Part};

/// Dies of the largest part (XCVU37P has three), and one to spare.
pub const MAX_DIES: usize = 4;

/// A CRC write that does not carry the CRC of the data before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CrcFailure {
    /// Die whose stream it is, 0 = SLR0.
    pub die: u8,
    /// Section of that die's stream, counted from 1.
    pub section: u16,
    /// Index of the CRC value in the native data, in words.
    pub word: u32,
    /// What the file carries.
    pub expected: u32,
    /// What its data gives.
    pub found: u32,
}

impl From<CrcFailure> for ImageError {
    fn from(failure: CrcFailure) -> Self {
        Self {
            fault: ImageFault::CrcError,
            die: failure.die,
            at_word: failure.word,
            expected: failure.expected,
            found: failure.found,
        }
    }
}

/// How the data ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// Outside a section: after a DESYNC, or before any sync word.
    Idle,
    /// In a section, after its START: only the DESYNC is missing.
    Started,
    /// In a section, before its START.
    Synchronised,
    /// Inside a packet.
    InPacket,
}

/// What the streams of one die hold; nesting depth and die number are the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Die {
    /// The first IDCODE written.
    pub idcode: Option<u32>,
    /// An IDCODE written later that differs from the first.
    pub other_idcode: Option<u32>,
    /// Sections: stretches from a sync word to a DESYNC.
    pub sections: u16,
    /// CRC writes that carry the right value.
    pub crc_matched: u32,
    /// CRC writes that do not.
    pub crc_wrong: u32,
    /// Frame data words written to FDRI, pad frames included.
    pub fdri_words: u64,
    /// Writes to MFWR: copies of a frame at another address.
    pub mfwr_writes: u32,
    /// START commands.
    pub starts: u16,
    /// DESYNC commands.
    pub desyncs: u16,
    /// Whether the last section that ended had a START.
    pub last_section_started: bool,
    /// Whether a nested stream ended without DESYNC.
    pub ended_open: bool,
    /// Whether frames were written before an IDCODE.
    pub frames_before_idcode: bool,
    /// Sections that write what only full streams write.
    pub full_sections: u16,
    /// CRC writes before a START of their section: they cover frames.
    pub crc_before_start: u32,
    /// CRC writes after a START of their section: they cover the few words that end it.
    pub crc_after_start: u32,
    /// CTL0 as its writes, each under MASK, leave it.
    pub ctl0: u32,
    /// Which bits of [`ctl0`](Self::ctl0) were written at all.
    pub ctl0_known: u32,
}

impl Die {
    const fn new() -> Self {
        Self {
            idcode: None,
            other_idcode: None,
            sections: 0,
            crc_matched: 0,
            crc_wrong: 0,
            fdri_words: 0,
            mfwr_writes: 0,
            starts: 0,
            desyncs: 0,
            last_section_started: false,
            ended_open: false,
            frames_before_idcode: false,
            full_sections: 0,
            crc_before_start: 0,
            crc_after_start: 0,
            ctl0: 0,
            ctl0_known: 0,
        }
    }

    pub(super) fn note_idcode(&mut self, idcode: u32) {
        let first = *self.idcode.get_or_insert(idcode);
        if first != idcode {
            self.other_idcode.get_or_insert(idcode);
        }
    }

    pub(super) fn frames_written(&mut self) {
        self.frames_before_idcode |= self.idcode.is_none();
    }

    pub(super) fn add_frame_words(&mut self, count: u32) {
        self.fdri_words = self.fdri_words.saturating_add(u64::from(count));
    }
}

/// What one pass over native configuration data found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Summary {
    /// Bytes of the data.
    pub len_bytes: u64,
    /// Whole words of the data.
    pub words: u32,
    /// Bytes after the last whole word, 0 to 3.
    pub ragged_bytes: u8,
    /// Those bytes, the first [`ragged_bytes`](Self::ragged_bytes) of them.
    pub ragged: [u8; 4],
    /// Index of the first sync word.
    pub sync_word: Option<u32>,
    /// Whether the bus-width pattern stands before the first sync word.
    pub bus_width: bool,
    /// Dies with a stream; the first `die_count` entries of [`dies`](Self::dies) count.
    pub die_count: u8,
    /// What each die's streams hold, SLR0 first.
    pub dies: [Die; MAX_DIES],
    /// What tells a full stream from a partial one.
    pub full_marks: FullMarks,
    /// What tells a partial stream from a clearing one.
    pub partial_marks: PartialMarks,
    /// The columns that an UltraScale stream writes; without meaning in a full stream.
    pub regions: Regions,
    /// Index of the first IPROG command.
    pub iprog_word: Option<u32>,
    /// Whether the data is (or goes on as) ciphertext.
    pub encrypted: bool,
    /// Write packets, of any register.
    pub register_writes: u32,
    /// Sync words inside an open section.
    pub resyncs: u16,
    /// The first CRC write that is wrong.
    pub first_crc_failure: Option<CrcFailure>,
    /// The first thing that is wrong at a known place.
    pub first_fault: Option<ImageError>,
    /// Index and value of the first header or command that hardware may ignore and no tool writes.
    pub odd_word: Option<(u32, u32)>,
    /// Index of the first word after the stream that is neither NOP nor padding.
    pub trailing_word: Option<u32>,
    /// Words from there to the end.
    pub trailing_words: u32,
    /// How the data ended.
    pub end: End,
}

impl Summary {
    pub(super) const fn new() -> Self {
        Self {
            len_bytes: 0,
            words: 0,
            ragged_bytes: 0,
            ragged: [0; 4],
            sync_word: None,
            bus_width: false,
            die_count: 0,
            dies: [Die::new(); MAX_DIES],
            full_marks: FullMarks::new(),
            partial_marks: PartialMarks {
                aghigh: false,
                grestore: false,
                start: false,
            },
            regions: Regions::new(),
            iprog_word: None,
            encrypted: false,
            register_writes: 0,
            resyncs: 0,
            first_crc_failure: None,
            first_fault: None,
            odd_word: None,
            trailing_word: None,
            trailing_words: 0,
            end: End::Idle,
        }
    }

    /// The dies with a stream, SLR0 first.
    pub fn dies(&self) -> &[Die] {
        &self.dies[..usize::from(self.die_count).min(MAX_DIES)]
    }

    /// Whether frames were written, in clear.
    pub fn has_frames(&self) -> bool {
        self.dies
            .iter()
            .any(|die| die.fdri_words > 0 || die.mfwr_writes > 0)
    }

    /// The IDCODE of the first die, version nibble 0.
    pub fn idcode(&self) -> Option<u32> {
        self.dies[0].idcode.map(|idcode| idcode & IDCODE_MASK)
    }

    /// The part the first die's IDCODE names.
    pub fn part(&self) -> Option<&'static Part> {
        self.idcode().and_then(Part::by_idcode)
    }

    /// Sections of the outermost stream, and of all nested ones.
    pub fn sections(&self) -> (u32, u32) {
        let nested = self.dies[1..]
            .iter()
            .map(|die| u32::from(die.sections))
            .sum();
        (u32::from(self.dies[0].sections), nested)
    }

    /// CRC writes that are right, and that are wrong, over all dies.
    pub fn crc_checks(&self) -> (u32, u32) {
        self.dies.iter().fold((0, 0), |(matched, wrong), die| {
            (matched + die.crc_matched, wrong + die.crc_wrong)
        })
    }
}
