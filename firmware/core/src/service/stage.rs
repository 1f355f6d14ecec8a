//! StageBegin, StageChunk, StageCommit, StageDiscard

use fic_protocol::BoardError;
use fic_protocol::BoardResponse;
use fic_protocol::Chunk;
use fic_protocol::ChunkEncoding;
use fic_protocol::Digest;
use fic_protocol::ImageError;
use fic_protocol::ImageFault;
use fic_protocol::StageState;
use fic_protocol::limits::CHUNK_LEN;
use fic_protocol::limits::MAX_DESIGN_LEN;
use sha2::Digest as _;
use sha2::Sha256;

use super::Service;
use crate::BoardPort;
use crate::Hooks;
use crate::Staged;
use crate::Store;

/// Transfers whose running hash is kept. More than these may be under way; the one not
/// touched for longest is hashed again from the store when it goes on.
const MAX_UPLOADS: usize = 4;

/// A transfer under way.
struct Upload {
    digest: Digest,
    offset: u32,
    len_bytes: u32,
    hasher: Sha256,
}

/// Transfers under way, most recent last.
#[derive(Default)]
pub(super) struct Uploads {
    list: heapless::Vec<Upload, MAX_UPLOADS>,
}

impl Uploads {
    fn take(&mut self, digest: &Digest) -> Option<Upload> {
        let at = self
            .list
            .iter()
            .position(|upload| upload.digest == *digest)?;
        Some(self.list.remove(at))
    }

    fn put(&mut self, upload: Upload) {
        if self.list.is_full() {
            self.list.remove(0);
        }
        // Room was made above.
        let _ = self.list.push(upload);
    }
}

impl<P: BoardPort, S: Store> Service<P, S> {
    pub(super) fn stage_begin(
        &mut self,
        digest: Digest,
        len_bytes: u32,
        hooks: &mut impl Hooks,
    ) -> Result<BoardResponse, BoardError> {
        check_len(len_bytes)?;
        let have_bytes = match self.store.find(&digest) {
            Some(staged) if staged.complete => return already(staged, len_bytes),
            Some(staged) if staged.len_bytes == len_bytes => staged.have_bytes,
            Some(_) => {
                self.uploads.take(&digest);
                self.store.discard(&digest)?;
                self.store.begin(&digest, len_bytes)?;
                0
            }
            None => {
                self.uploads.take(&digest);
                self.store.begin(&digest, len_bytes)?;
                0
            }
        };
        let upload = match self.uploads.take(&digest) {
            Some(upload) if upload.offset == have_bytes => upload,
            _ => self.rehash(digest, len_bytes, have_bytes, hooks)?,
        };
        self.uploads.put(upload);
        Ok(stage_state(have_bytes, false, false))
    }

    /// Takes up a transfer that this service has no hash of: it restarted, or forgot.
    fn rehash(
        &mut self,
        digest: Digest,
        len_bytes: u32,
        have_bytes: u32,
        hooks: &mut impl Hooks,
    ) -> Result<Upload, BoardError> {
        let mut hasher = Sha256::new();
        self.each_piece(&digest, have_bytes, hooks, |piece| hasher.update(piece))?;
        Ok(Upload {
            digest,
            offset: have_bytes,
            len_bytes,
            hasher,
        })
    }

    pub(super) fn stage_chunk(&mut self, chunk: Chunk<'_>) -> Result<BoardResponse, BoardError> {
        let Some(mut upload) = self.uploads.take(&chunk.digest) else {
            return self.chunk_without_upload(&chunk.digest);
        };
        let fits = u32::from(chunk.len) <= upload.len_bytes - upload.offset;
        let wanted = chunk.offset == upload.offset;
        let appended = match wanted {
            true if fits => self.append(&mut upload, chunk),
            true => Err(BoardError::OutOfRange),
            false => Ok(()),
        };
        let answer = appended.map(|()| {
            // What was all received before is a repetition, not a gap.
            let repeated = chunk.offset.saturating_add(u32::from(chunk.len)) <= upload.offset;
            stage_state(upload.offset, false, !wanted && !repeated)
        });
        self.uploads.put(upload);
        answer
    }

    fn chunk_without_upload(&mut self, digest: &Digest) -> Result<BoardResponse, BoardError> {
        match self.store.find(digest) {
            Some(staged) if staged.complete => Ok(stage_state(staged.len_bytes, true, false)),
            _ => Err(BoardError::NotStaged),
        }
    }

    fn append(&mut self, upload: &mut Upload, chunk: Chunk<'_>) -> Result<(), BoardError> {
        let data = unpack(&chunk, &mut self.buffer)?;
        self.store.append(&upload.digest, upload.offset, data)?;
        upload.hasher.update(data);
        upload.offset += data.len() as u32;
        Ok(())
    }

    pub(super) fn stage_commit(&mut self, digest: Digest) -> Result<BoardResponse, BoardError> {
        let Some(upload) = self.uploads.take(&digest) else {
            return self.chunk_without_upload(&digest);
        };
        if upload.offset != upload.len_bytes {
            let offset = upload.offset;
            self.uploads.put(upload);
            return Ok(stage_state(offset, false, false));
        }
        let found: [u8; 32] = upload.hasher.finalize().into();
        if found != digest.0 {
            self.store.discard(&digest)?;
            return Err(BoardError::DigestMismatch);
        }
        self.store.commit(&digest)?;
        Ok(stage_state(upload.len_bytes, true, false))
    }

    pub(super) fn stage_discard(&mut self, digest: Digest) -> Result<BoardResponse, BoardError> {
        self.uploads.take(&digest);
        // Who forgets a design does not want it at the next start either.
        if self.store.boot() == Some(digest) {
            self.store.set_boot(None)?;
        }
        self.store.discard(&digest)?;
        Ok(BoardResponse::Done)
    }
}

fn check_len(len_bytes: u32) -> Result<(), BoardError> {
    match len_bytes {
        0 => Err(BoardError::OutOfRange),
        len if len > MAX_DESIGN_LEN => Err(BoardError::OutOfRange),
        len if !len.is_multiple_of(4) => {
            Err(ImageError::at(ImageFault::PartialWord, len / 4).into())
        }
        _ => Ok(()),
    }
}

fn already(staged: Staged, len_bytes: u32) -> Result<BoardResponse, BoardError> {
    if staged.len_bytes == len_bytes {
        Ok(stage_state(len_bytes, true, false))
    } else {
        Err(BoardError::LengthMismatch)
    }
}

fn stage_state(next_offset: u32, complete: bool, gap: bool) -> BoardResponse {
    BoardResponse::Stage(StageState {
        next_offset,
        complete,
        gap,
    })
}

fn unpack<'b>(chunk: &Chunk<'b>, buffer: &'b mut [u8; CHUNK_LEN]) -> Result<&'b [u8], BoardError> {
    let data = match chunk.encoding {
        ChunkEncoding::Raw => chunk.data,
        ChunkEncoding::Lz4 => {
            let len = lz4_flex::block::decompress_into(chunk.data, buffer)
                .map_err(|_| BoardError::BadChunk)?;
            &buffer[..len]
        }
    };
    if !data.is_empty() && data.len() == usize::from(chunk.len) {
        Ok(data)
    } else {
        Err(BoardError::BadChunk)
    }
}
