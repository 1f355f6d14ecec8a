//! Judging a summary: what the data is, and whether it may be loaded.

use super::{CrcFailure, End, Summary};
use crate::format_error::FormatError;
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
    pub fn check(&self) -> Result<(), FormatError> {
        if self.len_bytes == 0 {
            return Err(FormatError::Empty);
        }
        if self.sync_word.is_none() {
            return Err(FormatError::NoSync);
        }
        if self.encrypted {
            return Err(FormatError::Encrypted);
        }
        self.first_fault.map_or(Ok(()), Err)?;
        self.check_end()?;
        let part = self.check_idcodes()?;
        if let Some((word, value)) = self.odd_word.filter(|_| part.family.is_strict()) {
            return Err(FormatError::BadPacket { word, value });
        }
        match self.verdict().kind {
            Kind::Full => self.check_full(part),
            Kind::Partial => Ok(()),
        }
    }

    /// As [`check`](Self::check), and for this part, through a SelectMAP port.
    ///
    /// # Errors
    /// Those of `check`; [`FormatError::PartMismatch`] with the IDCODEs for another part;
    /// [`FormatError::NoBusWidth`] if the port could not find its width.
    pub fn check_for_part(&self, part: &Part) -> Result<(), FormatError> {
        self.check()?;
        let (Some(idcode), Some(expected)) = (self.idcode(), part.die_idcode(0)) else {
            return Err(FormatError::NoIdcode { die: 0 });
        };
        if idcode != expected {
            return Err(FormatError::PartMismatch {
                die: 0,
                idcode,
                expected,
            });
        }
        if self.bus_width {
            Ok(())
        } else {
            Err(FormatError::NoBusWidth)
        }
    }

    fn check_end(&self) -> Result<(), FormatError> {
        let truncated = FormatError::Truncated { word: self.words };
        match self.end {
            End::InPacket | End::Synchronised => Err(truncated),
            End::Started => Err(FormatError::NoDesync { die: 0 }),
            End::Idle => match self.trailing_word {
                Some(word) => Err(FormatError::TrailingData { word }),
                None if self.ragged_bytes > 0 => Err(truncated),
                None => Ok(()),
            },
        }
    }

    /// The part by the IDCODEs, all of which must belong to it.
    fn check_idcodes(&self) -> Result<&'static Part, FormatError> {
        let idcode = self.idcode().ok_or(FormatError::NoIdcode { die: 0 })?;
        let part = Part::by_idcode(idcode).ok_or(FormatError::UnknownPart { idcode })?;
        for (index, die) in (0_u8..).zip(self.dies()) {
            if index >= part.dies {
                return Err(FormatError::ExtraDie { die: index });
            }
            if die.frames_before_idcode {
                return Err(FormatError::NoIdcode { die: index });
            }
            let written = [die.idcode, die.other_idcode].into_iter().flatten();
            let expected = part.die_idcode(usize::from(index)).or(die.idcode);
            for idcode in written.map(|idcode| idcode & IDCODE_MASK) {
                if let Some(expected) = expected.filter(|&expected| expected != idcode) {
                    return Err(FormatError::PartMismatch {
                        die: index,
                        idcode,
                        expected,
                    });
                }
            }
        }
        Ok(part)
    }

    /// What a full stream needs so that DONE can rise.
    fn check_full(&self, part: &Part) -> Result<(), FormatError> {
        if self.die_count < part.dies {
            return Err(FormatError::MissingDie {
                die: self.die_count,
            });
        }
        let strict = part.family.is_strict();
        for (index, die) in (0_u8..).zip(self.dies()) {
            if die.idcode.is_none() {
                return Err(FormatError::NoIdcode { die: index });
            }
            let closed = !die.ended_open && die.desyncs >= die.sections;
            if die.desyncs == 0 || (strict && !closed) {
                return Err(FormatError::NoDesync { die: index });
            }
            if die.starts == 0 || (strict && !die.last_section_started) {
                return Err(FormatError::NoStart { die: index });
            }
            if die.fdri_words == 0 {
                return Err(FormatError::NoFrames);
            }
        }
        if strict && self.resyncs > 0 {
            return Err(FormatError::NoDesync { die: 0 });
        }
        Ok(())
    }
}
