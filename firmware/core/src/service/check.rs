//! The last check of a staged design before a pin moves

use fic_bitstream::analyze::Analyzer;
use fic_bitstream::analyze::Kind;
use fic_bitstream::analyze::Summary;
use fic_bitstream::part::Part;
use fic_protocol::BoardError;
use fic_protocol::Digest;
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
        Ok(summary.check_for_part(part)?)
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
