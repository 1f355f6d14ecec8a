//! Streams inside a stream, for the next die, and how everything ends

use fic_error::{ImageError, ImageFault};

use super::analyzer::Analyzer;
use super::layer::{Layer, State};
use super::summary::{End, MAX_DIES};

impl Analyzer {
    pub(super) fn open_nested(&mut self, count: u32) {
        let word = self.summary.words;
        let layer = &mut self.layers[self.depth];
        // A nested write ends no later than the write around it; a longer one is cut there.
        let room = if self.depth == 0 {
            count
        } else {
            layer.left.saturating_sub(1)
        };
        if self.depth + 1 == MAX_DIES || room == 0 {
            layer.state = State::Ended;
            self.fault(ImageError::at(ImageFault::TooDeep, word));
            return;
        }
        if self.depth > 0 {
            // One more for the header itself, which `take_word` does not count in this layer.
            layer.left = room.saturating_sub(count);
        }
        if count > room {
            self.fault(ImageError::at(ImageFault::Truncated, word));
        }
        self.depth += 1;
        self.layers[self.depth] = Layer::nested(count.min(room));
    }

    pub(super) fn close_nested(&mut self) {
        let layer = self.layers[self.depth];
        match layer.state {
            State::Data { .. } | State::Confirming => {
                self.fault(ImageError::at(ImageFault::Truncated, self.summary.words));
            }
            State::Header => self.summary.dies[self.depth].ended_open = true,
            State::Seeking | State::Opaque | State::Ended => {}
        }
    }

    /// Decides how the data ended.
    pub(super) fn close(&mut self) {
        let state = self.layers[self.depth].state;
        self.summary.end = match state {
            _ if self.depth > 0 => End::InPacket,
            State::Data { .. } => End::InPacket,
            State::Header if self.layers[0].started => End::Started,
            State::Header => End::Synchronised,
            State::Confirming if self.layers[0].had_section => End::Synchronised,
            State::Seeking | State::Confirming | State::Opaque | State::Ended => End::Idle,
        };
    }
}
