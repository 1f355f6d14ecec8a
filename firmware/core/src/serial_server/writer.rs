//! Frames towards the host

use fic_protocol::BoardEvent;
use fic_protocol::BoardResponse;
use fic_protocol::frame::Header;

use super::Line;
use crate::peer::DATA_LEN;
use crate::peer::FrameBuffer;
use crate::peer::ReplyTo;

/// Bytes in one log frame.
const LOG_FRAME: usize = 256;
/// Log frames sent before the host is heard again.
const LOG_BURST: usize = 4;

/// Writes frames on a line.
pub(super) struct FrameWriter<'l, L> {
    line: &'l mut L,
}

impl<'l, L: Line> FrameWriter<'l, L> {
    pub(super) fn new(line: &'l mut L) -> Self {
        Self { line }
    }

    pub(super) fn line(&mut self) -> &mut L {
        self.line
    }

    pub(super) fn respond(&mut self, to: ReplyTo, response: &BoardResponse) {
        self.line
            .send(FrameBuffer::default().response(to, response));
    }

    pub(super) fn event(&mut self, to: ReplyTo, event: &BoardEvent) {
        self.line.send(FrameBuffer::default().event(to, event));
    }

    pub(super) fn data(&mut self, to: ReplyTo, bytes: &[u8]) {
        for piece in bytes.chunks(DATA_LEN) {
            self.line.send(FrameBuffer::default().data(to, piece));
        }
    }

    pub(super) fn frame(&mut self, header: Header, body: &[u8]) {
        self.line.send(FrameBuffer::default().frame(header, body));
    }

    /// Sends what the log has; bounded, so that a talkative one does not shut the host out.
    pub(super) fn logs(&mut self) {
        let mut body = [0; LOG_FRAME];
        for _ in 0..LOG_BURST {
            let len = self.line.take_log(&mut body).min(LOG_FRAME);
            if len == 0 {
                return;
            }
            self.line.send(FrameBuffer::default().log(&body[..len]));
        }
    }
}
