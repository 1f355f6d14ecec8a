//! Judging a summary: what the data is, and whether it may be loaded.

use fic_error::{ImageError, ImageFault};

use super::role::Role;
use super::summary::{CrcFailure, Die, End, Summary};
use crate::packet::NOP;
use crate::part::{IDCODE_MASK, Part};

/// Whether a stream configures the whole FPGA.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Needs a cleared FPGA.
    Full,
    /// Changes a configured FPGA.
    Partial,
}

/// What the CRC writes of the data say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CrcVerdict {
    /// There is none: nothing to check, which is no flaw.
    Absent,
    /// All of them match.
    Good {
        /// How many.
        checks: u32,
    },
    /// Not all match.
    Bad {
        /// How many do not.
        wrong: u32,
        /// The first of them.
        first: CrcFailure,
    },
}

/// What configuration data is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verdict {
    /// Full or partial; ciphertext hides it, and then this says what the clear part looks like.
    pub kind: Kind,
    /// What the stream is for, more exactly.
    pub role: Role,
    /// Whether frames are repeated by MFWR (Vivado's `COMPRESS`).
    pub compressed: bool,
    /// Whether it is encrypted.
    pub encrypted: bool,
    /// The CRC writes.
    pub crc: CrcVerdict,
    /// The part by the first IDCODE, if known.
    pub part: Option<&'static Part>,
}

impl Summary {
    /// What the data is.
    pub fn verdict(&self) -> Verdict {
        Verdict {
            kind: if self.full_marks.any() {
                Kind::Full
            } else {
                Kind::Partial
            },
            role: self.role(),
            compressed: self.dies.iter().any(|die| die.mfwr_writes > 0),
            encrypted: self.encrypted,
            crc: self.crc_verdict(),
            part: self.part(),
        }
    }

    fn crc_verdict(&self) -> CrcVerdict {
        match (self.crc_checks(), self.first_crc_failure) {
            ((_, wrong), Some(first)) => CrcVerdict::Bad { wrong, first },
            ((0, _), None) => CrcVerdict::Absent,
            ((checks, _), None) => CrcVerdict::Good { checks },
        }
    }

    /// Whether the data is whole, undamaged and for one known part.
    ///
    /// # Errors
    /// The most telling flaw: damage in stream order first, then the end, then the part.
    pub fn check(&self) -> Result<(), ImageError> {
        if self.len_bytes == 0 {
            return Err(ImageError::new(ImageFault::Empty));
        }
        if self.sync_word.is_none() {
            return Err(ImageError::new(ImageFault::NoSync));
        }
        if self.encrypted {
            return Err(ImageError::new(ImageFault::Encrypted));
        }
        self.check_packets()?;
        self.check_end()?;
        let part = self.check_idcodes()?;
        if let Some((word, value)) = self.odd_word.filter(|_| part.family.is_strict()) {
            return Err(ImageError {
                found: value,
                ..ImageError::at(ImageFault::BadPacket, word)
            });
        }
        match self.role() {
            Role::Full => self.check_full(part),
            Role::Unknown if part.family.is_strict() => {
                Err(ImageError::new(ImageFault::UnknownRole))
            }
            _ => Ok(()),
        }
    }

    /// The first flaw in stream order. A jump to the flash counts where the part is ours.
    fn check_packets(&self) -> Result<(), ImageError> {
        let strict = self.part().is_some_and(|part| part.family.is_strict());
        let jump = self
            .iprog_word
            .filter(|_| strict)
            .map(|word| ImageError::at(ImageFault::Iprog, word));
        match (jump, self.first_fault) {
            (Some(jump), Some(fault)) if jump.at_word < fault.at_word => Err(jump),
            (_, Some(fault)) => Err(fault),
            (Some(jump), None) => Err(jump),
            (None, None) => Ok(()),
        }
    }

    /// As [`check`](Self::check), and for this part, through a SelectMAP port.
    ///
    /// # Errors
    /// Those of `check`; [`ImageFault::PartMismatch`] with the IDCODEs for another part;
    /// [`ImageFault::NoBusWidth`] if the port could not find its width.
    pub fn check_for_part(&self, part: &Part) -> Result<(), ImageError> {
        self.check()?;
        let (Some(idcode), Some(expected)) = (self.idcode(), part.die_idcode(0)) else {
            return Err(ImageError::in_die(ImageFault::NoIdcode, 0));
        };
        if idcode != expected {
            return Err(ImageError::part_mismatch(0, idcode, expected));
        }
        if self.bus_width {
            Ok(())
        } else {
            Err(ImageError::new(ImageFault::NoBusWidth))
        }
    }

    fn check_end(&self) -> Result<(), ImageError> {
        let truncated = ImageError::at(ImageFault::Truncated, self.words);
        match self.end {
            End::InPacket | End::Synchronised => Err(truncated),
            End::Started => Err(ImageError::in_die(ImageFault::NoDesync, 0)),
            End::Idle => match self.trailing_word {
                Some(word) => Err(ImageError::at(ImageFault::TrailingData, word)),
                None if self.is_cut_nop() => Err(truncated),
                None if self.ragged_bytes > 0 => {
                    Err(ImageError::at(ImageFault::TrailingData, self.words))
                }
                None => Ok(()),
            },
        }
    }

    /// Whether the bytes after the last whole word are the beginning of a NOP.
    fn is_cut_nop(&self) -> bool {
        let ragged = usize::from(self.ragged_bytes).min(self.ragged.len());
        ragged > 0 && NOP.to_be_bytes().starts_with(&self.ragged[..ragged])
    }

    /// The part by the IDCODEs, all of which must belong to it.
    fn check_idcodes(&self) -> Result<&'static Part, ImageError> {
        let idcode = self
            .idcode()
            .ok_or(ImageError::in_die(ImageFault::NoIdcode, 0))?;
        let part = Part::by_idcode(idcode).ok_or(ImageError {
            found: idcode,
            ..ImageError::new(ImageFault::UnknownPart)
        })?;
        for (index, die) in (0_u8..).zip(self.dies()) {
            if index >= part.dies {
                return Err(ImageError::in_die(ImageFault::ExtraDie, index));
            }
            if die.frames_before_idcode {
                return Err(ImageError::in_die(ImageFault::NoIdcode, index));
            }
            let written = [die.idcode, die.other_idcode].into_iter().flatten();
            let expected = part.die_idcode(usize::from(index)).or(die.idcode);
            for idcode in written.map(|idcode| idcode & IDCODE_MASK) {
                if let Some(expected) = expected.filter(|&expected| expected != idcode) {
                    return Err(ImageError::part_mismatch(index, idcode, expected));
                }
            }
        }
        Ok(part)
    }

    /// What a full stream needs so that DONE can rise.
    fn check_full(&self, part: &Part) -> Result<(), ImageError> {
        if self.die_count < part.dies {
            return Err(ImageError::in_die(ImageFault::MissingDie, self.die_count));
        }
        let strict = part.family.is_strict();
        for (index, die) in (0_u8..).zip(self.dies()) {
            if die.idcode.is_none() {
                return Err(ImageError::in_die(ImageFault::NoIdcode, index));
            }
            let closed = !die.ended_open && die.desyncs >= die.sections;
            if die.desyncs == 0 || (strict && !closed) {
                return Err(ImageError::in_die(ImageFault::NoDesync, index));
            }
            if die.starts == 0 || (strict && !die.last_section_started) {
                return Err(ImageError::in_die(ImageFault::NoStart, index));
            }
            if die.fdri_words == 0 {
                return Err(ImageError::new(ImageFault::NoFrames));
            }
        }
        if strict && self.resyncs > 0 {
            return Err(ImageError::in_die(ImageFault::NoDesync, 0));
        }
        if strict {
            self.check_crc_writes()
        } else {
            Ok(())
        }
    }

    /// A file made with CRC has two checks a die: after the frames, and at the end.
    fn check_crc_writes(&self) -> Result<(), ImageError> {
        if self.crc_checks() == (0, 0) {
            return Ok(());
        }
        let lacking = |die: &Die| die.crc_before_start == 0 || die.crc_after_start == 0;
        match self.dies().iter().position(lacking) {
            Some(die) => Err(ImageError::in_die(ImageFault::CrcMissing, die as u8)),
            None => Ok(()),
        }
    }
}
