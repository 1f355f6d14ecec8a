//! Bytes that a request asked for, between the board and the peer

use fic_core::Cancelled;
use fic_core::Hooks;
use fic_protocol::Progress;

/// Bytes in one data frame: far below what a frame may carry, so that a session needs no
/// larger buffer for them than for its answers.
pub(super) const DATA_FRAME: usize = 1024;

/// Most bytes of an answer that is gathered before it is sent; a longer one goes through
/// a thread of its own.
pub(super) const SMALL: usize = 16 * 1024;

/// Gathers a short answer's bytes while the board is held, so that the peer's speed does
/// not matter to the board.
#[derive(Default)]
pub(super) struct Gathered(pub(super) Vec<u8>);

impl Hooks for Gathered {
    fn progress(&mut self, _: Progress) -> Result<(), Cancelled> {
        Ok(())
    }

    fn data(&mut self, bytes: &[u8]) -> Result<(), Cancelled> {
        if self.0.len() + bytes.len() > SMALL {
            return Err(Cancelled);
        }
        self.0.extend_from_slice(bytes);
        Ok(())
    }
}
