//! Bytes of the line as frames

use fic_protocol::frame::Deframer;
use fic_protocol::frame::Frame;

use super::Line;

/// Bytes taken from the line at a time.
const PIECE: usize = 256;

/// What has arrived and was not read yet.
#[derive(Debug)]
pub(super) struct FrameReader {
    deframer: Deframer,
    piece: [u8; PIECE],
    from: usize,
    to: usize,
    silent: bool,
    bad_frames: u32,
}

impl Default for FrameReader {
    fn default() -> Self {
        Self {
            deframer: Deframer::new(),
            piece: [0; PIECE],
            from: 0,
            to: 0,
            silent: true,
            bad_frames: 0,
        }
    }
}

impl FrameReader {
    /// The next whole frame, if one ends in what has arrived; reads one piece at most, so
    /// that a line full of noise keeps nobody for ever.
    pub(super) fn next(&mut self, line: &mut impl Line) -> Option<Frame<'_>> {
        if self.from == self.to {
            self.from = 0;
            self.to = line.receive(&mut self.piece).min(PIECE);
        }
        self.silent = self.to == 0;
        let piece = self.piece.get(self.from..self.to)?;
        let (taken, frame) = self.deframer.push(piece);
        self.from += taken;
        match frame? {
            Ok(frame) => Some(frame),
            Err(_) => {
                self.bad_frames = self.bad_frames.saturating_add(1);
                None
            }
        }
    }

    /// Nothing had arrived when [`Self::next`] was called last.
    pub(super) fn is_silent(&self) -> bool {
        self.silent
    }

    pub(super) fn bad_frames(&self) -> u32 {
        self.bad_frames
    }
}
