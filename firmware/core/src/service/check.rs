//! The last check of a staged design before a pin moves

use fic_bitstream::analyze::Analyzer;
use fic_bitstream::analyze::Kind;
use fic_bitstream::analyze::Summary;
use fic_bitstream::format_error::FormatError;
use fic_bitstream::part::Part;
use fic_protocol::BoardError;
use fic_protocol::Digest;
use fic_protocol::ImageFault;
use fic_protocol::Phase;
use fic_protocol::Progress;
use sha2::Digest as _;
use sha2::Sha256;

use super::Service;
use crate::BoardPort;
use crate::Hooks;
use crate::Store;

/// A staged design that may be loaded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Checked {
    pub(super) len_bytes: u32,
    pub(super) partial: bool,
}

impl<P: BoardPort, S: Store> Service<P, S> {
    /// Hashes the design again and follows its packets and CRCs, whoever staged it.
    ///
    /// A design that no longer has its digest is discarded: the medium failed.
    pub(super) fn check(
        &mut self,
        digest: &Digest,
        hooks: &mut impl Hooks,
    ) -> Result<Checked, BoardError> {
        let staged = self.store.find(digest).filter(|staged| staged.complete);
        let len_bytes = staged.ok_or(BoardError::NotStaged)?.len_bytes;
        let mut hasher = Sha256::new();
        let mut analyzer = Analyzer::new();
        self.each_piece(digest, len_bytes, hooks, |piece| {
            hasher.update(piece);
            analyzer.push(piece);
        })?;
        let found: [u8; 32] = hasher.finalize().into();
        if found != digest.0 {
            self.store.discard(digest)?;
            return Err(BoardError::DigestMismatch);
        }
        let summary = analyzer.finish();
        self.check_part(&summary)?;
        let partial = summary.verdict().kind == Kind::Partial;
        Ok(Checked { len_bytes, partial })
    }

    fn check_part(&self, summary: &Summary) -> Result<(), BoardError> {
        let part = Part::by_name(self.profile.part).ok_or(BoardError::NotSupported)?;
        summary.check_for_part(part).map_err(refusal)
    }

    /// Reads the first `len_bytes` of a design piece by piece, with progress.
    pub(super) fn each_piece(
        &mut self,
        digest: &Digest,
        len_bytes: u32,
        hooks: &mut impl Hooks,
        mut act: impl FnMut(&[u8]),
    ) -> Result<(), BoardError> {
        let mut done = 0;
        while done < len_bytes {
            let len = (len_bytes - done).min(self.buffer.len() as u32);
            let piece = &mut self.buffer[..len as usize];
            self.store.read(digest, done, piece)?;
            act(piece);
            done += len;
            let progress = Progress {
                phase: Phase::Check,
                done,
                total: len_bytes,
            };
            hooks
                .progress(progress)
                .map_err(|_| BoardError::Cancelled)?;
        }
        Ok(())
    }
}

/// The same flaw as the wire has it.
fn refusal(error: FormatError) -> BoardError {
    let (fault, die, at_word, expected, found) = match error {
        FormatError::Empty | FormatError::NoSync => (ImageFault::NoSync, 0, 0, 0, 0),
        FormatError::LeadingData { word } => (ImageFault::LeadingData, 0, word, 0, 0),
        FormatError::Encrypted => (ImageFault::Encrypted, 0, 0, 0, 0),
        FormatError::BadPacket { word, value } => (ImageFault::BadPacket, 0, word, 0, value),
        FormatError::CrcError {
            die,
            word,
            expected,
            found,
        } => (ImageFault::CrcError, die, word, expected, found),
        FormatError::Truncated { word } => (ImageFault::Truncated, 0, word, 0, 0),
        FormatError::NoDesync { die } => (ImageFault::NoDesync, die, 0, 0, 0),
        FormatError::NoStart { die } => (ImageFault::NoStart, die, 0, 0, 0),
        FormatError::TrailingData { word } => (ImageFault::TrailingData, 0, word, 0, 0),
        FormatError::TooDeep { word } => (ImageFault::TooDeep, 0, word, 0, 0),
        FormatError::NoIdcode { die } => (ImageFault::NoIdcode, die, 0, 0, 0),
        FormatError::UnknownPart { idcode } => (ImageFault::UnknownPart, 0, 0, 0, idcode),
        FormatError::PartMismatch {
            die,
            idcode,
            expected,
        } => (ImageFault::PartMismatch, die, 0, expected, idcode),
        FormatError::MissingDie { die } => (ImageFault::MissingDie, die, 0, 0, 0),
        FormatError::ExtraDie { die } => (ImageFault::ExtraDie, die, 0, 0, 0),
        FormatError::NoFrames => (ImageFault::NoFrames, 0, 0, 0, 0),
        FormatError::NoBusWidth => (ImageFault::NoBusWidth, 0, 0, 0, 0),
        _ => (ImageFault::BadStructure, 0, 0, 0, 0),
    };
    BoardError::Image {
        fault,
        die,
        at_word,
        expected,
        found,
    }
}
