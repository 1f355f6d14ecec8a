//! BootSet

use fic_protocol::BoardError;
use fic_protocol::BoardResponse;
use fic_protocol::Digest;

use super::Service;
use crate::BoardPort;
use crate::Store;

impl<P: BoardPort, S: Store> Service<P, S> {
    pub(super) fn boot_set(&mut self, digest: Option<Digest>) -> Result<BoardResponse, BoardError> {
        if let Some(digest) = &digest {
            let staged = self.store.find(digest).filter(|staged| staged.complete);
            staged.ok_or(BoardError::NotStaged)?;
        }
        self.store.set_boot(digest.as_ref())?;
        Ok(BoardResponse::Done)
    }
}
