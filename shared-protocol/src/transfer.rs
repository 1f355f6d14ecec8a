//! The transfer window: which piece of a design goes next, without any IO
//!
//! Go-back-N over the offsets that a board names. A host keeps at most `window` bytes
//! unanswered, so that a cut link costs no more than one window, and so that a board
//! needs no memory for pieces out of order.

use crate::StageState;
use crate::limits::CHUNK_LEN;

/// A piece to send: bytes `offset..offset + len` of the native data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Piece {
    /// First byte.
    pub offset: u32,
    /// Bytes, 1..=[`CHUNK_LEN`].
    pub len: u16,
}

/// The sending side's state.
#[derive(Debug, Clone)]
pub struct SendWindow {
    total: u32,
    window: u32,
    next: u32,
    acknowledged: u32,
    highest: u32,
    /// Answers to requests before this id are about pieces sent before the last rewind.
    valid_from_id: u32,
    last_id: u32,
    resent: u64,
}

impl SendWindow {
    /// A transfer of `total` bytes that starts at `next_offset`, with at most `window` bytes unanswered.
    ///
    /// `first_id` is the id that the first piece's request will have; ids must rise.
    pub fn new(total: u32, next_offset: u32, window: u32, first_id: u32) -> Self {
        let start = next_offset.min(total);
        Self {
            total,
            window: window.max(CHUNK_LEN as u32),
            next: start,
            acknowledged: start,
            highest: start,
            valid_from_id: first_id,
            last_id: first_id,
            resent: 0,
        }
    }

    /// The piece to send now, or `None` while the window is full or all is sent.
    pub fn next_piece(&self) -> Option<Piece> {
        let left = self.total - self.next;
        let len = left.min(CHUNK_LEN as u32);
        let room = self.window.saturating_sub(self.next - self.acknowledged);
        (len > 0 && len <= room).then_some(Piece {
            offset: self.next,
            len: len as u16,
        })
    }

    /// Notes that the piece at [`Self::next_piece`] left with this request id.
    pub fn sent(&mut self, piece: Piece, id: u32) {
        let end = piece
            .offset
            .saturating_add(u32::from(piece.len))
            .min(self.total);
        let again = self.highest.min(end).saturating_sub(piece.offset);
        self.resent += u64::from(again);
        self.next = end;
        self.highest = self.highest.max(end);
        self.last_id = id;
    }

    /// Takes the board's answer to the piece with this request id.
    ///
    /// An offset outside of what was sent is treated as a wish to go on there, which a
    /// board that lost its store may have; offsets beyond the end are ignored.
    pub fn answered(&mut self, id: u32, state: StageState) {
        let old = id.wrapping_sub(self.valid_from_id) > u32::MAX / 2;
        if old || state.next_offset > self.total {
            return;
        }
        if state.gap || state.next_offset > self.next {
            self.rewind(state.next_offset);
        } else {
            self.acknowledged = self.acknowledged.max(state.next_offset);
        }
    }

    /// Goes on at `next_offset`: after a cut link, a time-out or a gap.
    pub fn rewind(&mut self, next_offset: u32) {
        let start = next_offset.min(self.total);
        self.next = start;
        self.acknowledged = start;
        self.valid_from_id = self.last_id.wrapping_add(1);
    }

    /// Every byte was sent and answered.
    pub fn finished(&self) -> bool {
        self.acknowledged == self.total
    }

    /// Bytes that the board has confirmed.
    pub fn acknowledged(&self) -> u32 {
        self.acknowledged
    }

    /// Bytes on their way or lost.
    pub fn unanswered(&self) -> u32 {
        self.next - self.acknowledged
    }

    /// Bytes sent more than once.
    pub fn resent(&self) -> u64 {
        self.resent
    }
}
