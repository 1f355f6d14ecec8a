//! Bytes that a request asked for, between the board and the peer

use fic_core::Cancelled;
use fic_core::Hooks;
use fic_protocol::Progress;

/// Most bytes of an answer that is gathered before it is sent; a longer one goes through
/// a thread of its own.
const MOST_BYTES: usize = 16 * 1024;

/// Gathers a short answer's bytes while the board is held, so that the peer's speed does
/// not matter to the board.
#[derive(Default)]
pub(super) struct ResponseBuffer(pub(super) Vec<u8>);

impl Hooks for ResponseBuffer {
    fn progress(&mut self, _: Progress) -> Result<(), Cancelled> {
        Ok(())
    }

    fn data(&mut self, bytes: &[u8]) -> Result<(), Cancelled> {
        if self.0.len() + bytes.len() > MOST_BYTES {
            return Err(Cancelled);
        }
        self.0.extend_from_slice(bytes);
        Ok(())
    }
}
