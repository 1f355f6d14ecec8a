//! Frames as bytes, and out of any stream of bytes

use std::io;
use std::io::ErrorKind;
use std::io::Read;
use std::time::Duration;
use std::time::Instant;

use fic_protocol::BoardEvent;
use fic_protocol::BoardResponse;
use fic_protocol::CURRENT_VERSION;
use fic_protocol::Hello;
use fic_protocol::HostRequest;
use fic_protocol::Refusal;
use fic_protocol::Welcome;
use fic_protocol::codec;
use fic_protocol::frame::Deframer;
use fic_protocol::frame::Header;
use fic_protocol::frame::Kind;
use fic_protocol::frame::encode_frame;
use fic_protocol::limits::MAX_BODY_LEN;
use fic_protocol::limits::MAX_WIRE_LEN;

/// A frame as it goes over a line.
pub fn frame(version: u8, kind: Kind, id: u32, body: &[u8]) -> Vec<u8> {
    let mut wire = vec![0; MAX_WIRE_LEN + 16];
    let len = encode_frame(Header { version, kind, id }, body, &mut wire).unwrap();
    wire.truncate(len);
    wire
}

/// A Hello of a host like ours.
pub fn hello(id: u32) -> Vec<u8> {
    frame(1, Kind::Hello, id, &Hello::OURS.to_bytes())
}

/// A request in the newest version.
pub fn request(id: u32, request: &HostRequest<'_>) -> Vec<u8> {
    let mut body = vec![0; MAX_BODY_LEN];
    let body = codec::encode(request, &mut body).unwrap();
    frame(CURRENT_VERSION, Kind::Request, id, body)
}

/// What a board says.
#[derive(Debug, Clone, PartialEq)]
#[expect(clippy::large_enum_variant, reason = "few, and easier to match")]
pub enum Message {
    /// To a Hello.
    Welcome(Welcome),
    /// To a Hello, or instead of an answer.
    Refusal(Refusal),
    /// To a request.
    Response(BoardResponse),
    /// While a request is served.
    Event(BoardEvent),
    /// A piece of what a request asked for.
    Data(Vec<u8>),
    /// What the board's program logs, encoded.
    Log(Vec<u8>),
    /// The stream ended.
    End,
}

impl Message {
    /// Reads a frame's body; ends the test if a host could not.
    pub fn decode(kind: Kind, body: &[u8]) -> Self {
        match kind {
            Kind::Welcome => Self::Welcome(Welcome::from_bytes(body).unwrap()),
            Kind::Refusal => Self::Refusal(Refusal::from_bytes(body).unwrap()),
            Kind::Response => Self::Response(codec::decode(body).unwrap()),
            Kind::Event => Self::Event(codec::decode(body).unwrap()),
            Kind::Data => Self::Data(body.to_vec()),
            Kind::Log => Self::Log(body.to_vec()),
            other => panic!("a board does not say {other:?}"),
        }
    }
}

/// All messages in what a board sent, each with its id; ends the test if a frame is damaged.
pub fn messages(mut bytes: &[u8]) -> Vec<(u32, Message)> {
    let mut deframer = Deframer::new();
    let mut all = Vec::new();
    while !bytes.is_empty() {
        let (taken, frame) = deframer.push(bytes);
        bytes = &bytes[taken..];
        let Some(frame) = frame else { continue };
        let frame = frame.unwrap();
        all.push((
            frame.header.id,
            Message::decode(frame.header.kind, frame.body),
        ));
    }
    all
}

/// Takes frames out of a stream; damaged ones are passed over.
pub struct FrameReader<R> {
    stream: R,
    deframer: Box<Deframer>,
    rest: Vec<u8>,
}

impl<R: Read> FrameReader<R> {
    /// Of a stream whose reads return after a moment, if only without anything: else no
    /// wait here has an end but the stream's.
    pub fn new(stream: R) -> Self {
        Self {
            stream,
            deframer: Box::default(),
            rest: Vec::new(),
        }
    }

    /// What is read from.
    pub fn stream_mut(&mut self) -> &mut R {
        &mut self.stream
    }

    /// The next frame, if it comes within this time.
    ///
    /// # Errors
    /// The stream's; [`ErrorKind::UnexpectedEof`] at its end.
    pub fn next_within(&mut self, time: Duration) -> io::Result<Option<(Header, Vec<u8>)>> {
        let until = Instant::now() + time;
        loop {
            if let Some(frame) = self.buffered() {
                return Ok(Some(frame));
            }
            self.read()?;
            if Instant::now() > until {
                return Ok(self.buffered());
            }
        }
    }

    /// The next frame, however long it takes; `None` at the stream's end, whatever ended it.
    pub fn next_frame(&mut self) -> Option<(Header, Vec<u8>)> {
        loop {
            if let Some(frame) = self.buffered() {
                return Some(frame);
            }
            self.read().ok()?;
        }
    }

    fn buffered(&mut self) -> Option<(Header, Vec<u8>)> {
        while !self.rest.is_empty() {
            let (taken, frame) = self.deframer.push(&self.rest);
            let whole = frame
                .and_then(Result::ok)
                .map(|frame| (frame.header, frame.body.to_vec()));
            self.rest.drain(..taken);
            if whole.is_some() {
                return whole;
            }
        }
        None
    }

    fn read(&mut self) -> io::Result<()> {
        let mut buffer = [0; 4096];
        match self.stream.read(&mut buffer) {
            Ok(0) => Err(ErrorKind::UnexpectedEof.into()),
            Ok(len) => {
                self.rest.extend(&buffer[..len]);
                Ok(())
            }
            Err(error) => match error.kind() {
                ErrorKind::WouldBlock | ErrorKind::TimedOut | ErrorKind::Interrupted => Ok(()),
                _ => Err(error),
            },
        }
    }
}
