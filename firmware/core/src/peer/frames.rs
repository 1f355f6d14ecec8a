//! What a board says, as bytes of the wire

use fic_protocol::BoardEvent;
use fic_protocol::BoardResponse;
use fic_protocol::CURRENT_VERSION;
use fic_protocol::codec;
use fic_protocol::frame::Header;
use fic_protocol::frame::Kind;
use fic_protocol::frame::encode_frame;

use super::compat::downgrade;

/// Most bytes in one data frame: far below what a frame may carry, so that nobody needs a
/// larger buffer for them than for answers.
pub const DATA_LEN: usize = 1024;
/// The longest answer (a status with every text full) has about 1,000 bytes.
const MAX_BODY: usize = 1536;
/// A body in its frame on the wire.
const MAX_WIRE: usize = MAX_BODY + 64;

/// The request that an answer belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReplyTo {
    /// Version that was agreed on.
    pub version: u8,
    /// Id of the request's frame.
    pub id: u32,
}

impl ReplyTo {
    /// The header of a frame about it.
    pub fn header(self, kind: Kind) -> Header {
        Header {
            version: self.version,
            kind,
            id: self.id,
        }
    }
}

/// Room for the longest frame that a board says.
#[derive(Debug)]
pub struct FrameBuffer {
    wire: [u8; MAX_WIRE],
}

impl Default for FrameBuffer {
    fn default() -> Self {
        Self {
            wire: [0; MAX_WIRE],
        }
    }
}

impl FrameBuffer {
    /// An answer, in words of the version.
    pub fn response(&mut self, to: ReplyTo, response: &BoardResponse) -> &[u8] {
        let replaced = downgrade(to.version, response);
        let response = replaced.as_ref().unwrap_or(response);
        let mut body = [0; MAX_BODY];
        // Every answer of ours fits: see the tests.
        let body = codec::encode(response, &mut body);
        body.map_or(&[], |body| self.frame(to.header(Kind::Response), body))
    }

    /// A report about a request under way.
    pub fn event(&mut self, to: ReplyTo, event: &BoardEvent) -> &[u8] {
        let mut body = [0; 64];
        let body = codec::encode(event, &mut body);
        body.map_or(&[], |body| self.frame(to.header(Kind::Event), body))
    }

    /// Bytes that a request asked for, at most [`DATA_LEN`].
    pub fn data(&mut self, to: ReplyTo, bytes: &[u8]) -> &[u8] {
        self.frame(to.header(Kind::Data), bytes)
    }

    /// Log data, which belongs to no request, at most [`DATA_LEN`] bytes.
    pub fn log(&mut self, bytes: &[u8]) -> &[u8] {
        let header = Header {
            version: CURRENT_VERSION,
            kind: Kind::Log,
            id: 0,
        };
        self.frame(header, bytes)
    }

    /// Any frame; nothing if it is too long for a board to say.
    pub fn frame(&mut self, header: Header, body: &[u8]) -> &[u8] {
        let len = encode_frame(header, body, &mut self.wire).unwrap_or_default();
        self.wire.get(..len).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use fic_protocol::Memo;
    use fic_protocol::Name;
    use fic_protocol::frame::Deframer;
    use fic_protocol::limits::MAX_MEMO_LEN;
    use fic_protocol::limits::MAX_NAME_LEN;
    use fic_protocol::samples;

    use super::*;

    const TO: ReplyTo = ReplyTo { version: 2, id: 1 };

    fn long<const N: usize>() -> heapless::String<N> {
        ['m'; N].iter().collect()
    }

    fn longest(response: BoardResponse) -> BoardResponse {
        let name: Name = long::<MAX_NAME_LEN>();
        let memo: Memo = long::<MAX_MEMO_LEN>();
        match response {
            BoardResponse::Status(mut status) => {
                status.identity.build = name.clone();
                status.identity.profile = name.clone();
                status.identity.part = name.clone();
                let record = status.last_load.as_mut().unwrap();
                (record.name, record.who, record.memo) = (name.clone(), name.clone(), memo);
                (record.duration_us, record.at_s) = (u64::MAX, u64::MAX);
                let busy = status.busy.as_mut().unwrap();
                (busy.who, busy.what, busy.for_ms) = (name.clone(), name, u32::MAX);
                BoardResponse::Status(status)
            }
            other => other,
        }
    }

    #[test]
    fn the_longest_answer_fits() {
        let mut buffer = FrameBuffer::default();
        for response in samples::responses().map(longest) {
            let wire = buffer.response(TO, &response);
            let mut deframer = Deframer::new();
            let (taken, frame) = deframer.push(wire);
            assert_eq!(taken, wire.len());
            let frame = frame.unwrap().unwrap();
            assert_eq!(codec::decode(frame.body), Ok(response));
        }
        let wire = buffer.data(TO, &[0; DATA_LEN]);
        assert!(wire.len() > DATA_LEN);
    }
}
