//! Boards that a test plays: any answer, right or wrong

use std::io::Read;
use std::io::Write;
use std::net::TcpListener;
use std::net::TcpStream;
use std::thread;

use fic_protocol::BoardResponse;
use fic_protocol::BoardStatus;
use fic_protocol::HostRequest;
use fic_protocol::codec;
use fic_protocol::frame::Header;
use fic_protocol::frame::Kind;
use fic_protocol::samples;

use crate::frames;
use crate::frames::FrameReader;

/// What to answer to a frame: a kind and a body.
pub type Answer = fn(Kind, Option<HostRequest<'_>>) -> Option<(Kind, Vec<u8>)>;

/// A board that answers in frames; gives its address.
pub fn speaking(answer: Answer) -> String {
    listening(move |stream| converse(stream, answer))
}

/// A peer that does with each connection what it is told; gives its address.
pub fn listening(act: impl Fn(TcpStream) + Send + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("tcp://{}", listener.local_addr().unwrap());
    thread::spawn(move || listener.incoming().for_each(|stream| act(stream.unwrap())));
    address
}

/// Answers as a good board of version 1 does to Hello and Identify.
pub fn greeting(kind: Kind, request: Option<&HostRequest<'_>>) -> Option<(Kind, Vec<u8>)> {
    greeting_of(1, kind, request)
}

/// The same of a board of this version.
pub fn greeting_of(
    version: u8,
    kind: Kind,
    request: Option<&HostRequest<'_>>,
) -> Option<(Kind, Vec<u8>)> {
    match (kind, request) {
        (Kind::Hello, _) => Some((Kind::Welcome, vec![version, 1, version])),
        (_, Some(HostRequest::Identify { .. })) => {
            Some(response(&BoardResponse::Identity(samples::identity())))
        }
        _ => None,
    }
}

/// A response as [`Answer`] wants it.
pub fn response(response: &BoardResponse) -> (Kind, Vec<u8>) {
    let mut buffer = [0; samples::MAX_SAMPLE_LEN];
    let body = codec::encode(response, &mut buffer).unwrap();
    (Kind::Response, body.to_vec())
}

/// A configured mk2 at rest.
pub fn status() -> BoardStatus {
    let sample = samples::responses().into_iter().find_map(|one| match one {
        BoardResponse::Status(status) => Some(status),
        _ => None,
    });
    let mut status = sample.unwrap();
    status.busy = None;
    status
}

/// Answers over any stream until it ends.
pub fn converse(
    stream: impl Read + Write,
    mut answer: impl FnMut(Kind, Option<HostRequest<'_>>) -> Option<(Kind, Vec<u8>)>,
) {
    let mut host = Host::new(stream, 1);
    while let Some((header, body)) = host.next_frame() {
        let request = codec::decode(&body)
            .ok()
            .filter(|_| header.kind == Kind::Request);
        if let Some((kind, body)) = answer(header.kind, request)
            && !host.send(kind, header.id, &body)
        {
            return;
        }
    }
}

/// The host at the other end, for a board that says more than an answer to each frame.
pub struct Host<S> {
    frames: FrameReader<S>,
    version: u8,
}

impl<S: Read + Write> Host<S> {
    /// Spoken to in this version.
    pub fn new(stream: S, version: u8) -> Self {
        Self {
            frames: FrameReader::new(stream),
            version,
        }
    }

    /// What it says next; `None` once it has gone.
    pub fn next_frame(&mut self) -> Option<(Header, Vec<u8>)> {
        self.frames.next_frame()
    }

    /// Sends a frame; whether the host is still there.
    pub fn send(&mut self, kind: Kind, id: u32, body: &[u8]) -> bool {
        let frame = frames::frame(self.version, kind, id, body);
        self.frames.stream_mut().write_all(&frame).is_ok()
    }

    /// Sends a response; whether the host is still there.
    pub fn respond(&mut self, id: u32, answer: &BoardResponse) -> bool {
        let (kind, body) = response(answer);
        self.send(kind, id, &body)
    }
}
