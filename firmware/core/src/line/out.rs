//! Frames towards the host

use fic_protocol::BoardEvent;
use fic_protocol::BoardResponse;
use fic_protocol::codec;
use fic_protocol::frame::Header;
use fic_protocol::frame::Kind;
use fic_protocol::frame::encode_frame;

use super::Line;
use super::peer::At;

/// The longest answer (a status with every text full) has about 1,000 bytes.
const MAX_BODY: usize = 1536;
/// A body in its frame on the wire.
const MAX_WIRE: usize = MAX_BODY + 64;
/// Bytes in one data frame, as the agent sends them.
const DATA_FRAME: usize = 1024;
/// Bytes of an event's body.
const MAX_EVENT: usize = 64;
/// Bytes in one log frame.
const LOG_FRAME: usize = 256;
/// Log frames sent before the host is listened to again.
const LOG_BURST: usize = 4;

/// Writes frames on a line.
pub(super) struct Out<'l, L> {
    line: &'l mut L,
}

impl<'l, L: Line> Out<'l, L> {
    pub(super) fn new(line: &'l mut L) -> Self {
        Self { line }
    }

    pub(super) fn line(&mut self) -> &mut L {
        self.line
    }

    pub(super) fn respond(&mut self, at: At, response: &BoardResponse) {
        let mut body = [0; MAX_BODY];
        // Every answer of ours fits: see the tests.
        if let Ok(body) = codec::encode(response, &mut body) {
            self.frame(at.header(Kind::Response), body);
        }
    }

    pub(super) fn event(&mut self, at: At, event: &BoardEvent) {
        let mut body = [0; MAX_EVENT];
        if let Ok(body) = codec::encode(event, &mut body) {
            self.frame(at.header(Kind::Event), body);
        }
    }

    pub(super) fn data(&mut self, at: At, bytes: &[u8]) {
        for piece in bytes.chunks(DATA_FRAME) {
            self.frame(at.header(Kind::Data), piece);
        }
    }

    pub(super) fn frozen(&mut self, header: Header, body: &[u8]) {
        self.frame(header, body);
    }

    /// Sends what the log has; bounded, so that a talkative one does not shut the host out.
    pub(super) fn logs(&mut self) {
        let mut body = [0; LOG_FRAME];
        for _ in 0..LOG_BURST {
            let len = self.line.take_log(&mut body).min(LOG_FRAME);
            if len == 0 {
                return;
            }
            let header = Header {
                version: fic_protocol::CURRENT_VERSION,
                kind: Kind::Log,
                id: 0,
            };
            self.frame(header, &body[..len]);
        }
    }

    fn frame(&mut self, header: Header, body: &[u8]) {
        let mut wire = [0; MAX_WIRE];
        if let Ok(len) = encode_frame(header, body, &mut wire) {
            self.line.send(&wire[..len]);
        }
    }
}
