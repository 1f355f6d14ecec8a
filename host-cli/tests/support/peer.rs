//! Peers that are no good board: old, silent, busy, wrong

use std::io::Read;
use std::io::Write;
use std::net::TcpListener;
use std::net::TcpStream;
use std::thread;

use fic_protocol::BoardResponse;
use fic_protocol::HostRequest;
use fic_protocol::codec;
use fic_protocol::frame::Deframer;
use fic_protocol::frame::Header;
use fic_protocol::frame::Kind;
use fic_protocol::frame::encode_frame;
use fic_protocol::limits::MAX_WIRE_LEN;
use fic_protocol::samples;

/// What to answer to a frame: a kind and a body.
pub type Answer = fn(Kind, Option<HostRequest<'_>>) -> Option<(Kind, Vec<u8>)>;

/// A peer that speaks frames; gives its address.
pub fn speaking(answer: Answer) -> String {
    listening(move |stream| converse(stream, answer))
}

/// A peer that does with each connection what it is told.
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

pub fn response(response: &BoardResponse) -> (Kind, Vec<u8>) {
    let mut buffer = [0; samples::MAX_SAMPLE_LEN];
    (
        Kind::Response,
        codec::encode(response, &mut buffer).unwrap().to_vec(),
    )
}

/// Answers over any stream until it ends.
pub fn converse(
    mut stream: impl Read + Write,
    mut answer: impl FnMut(Kind, Option<HostRequest<'_>>) -> Option<(Kind, Vec<u8>)>,
) {
    let mut deframer = Box::new(Deframer::new());
    let mut buffer = [0; 4096];
    while let Ok(len @ 1..) = stream.read(&mut buffer) {
        let mut rest = &buffer[..len];
        while !rest.is_empty() {
            let (taken, frame) = deframer.push(rest);
            rest = &rest[taken..];
            let Some(Ok(frame)) = frame else { continue };
            let request = codec::decode(frame.body)
                .ok()
                .filter(|_| frame.header.kind == Kind::Request);
            if let Some((kind, body)) = answer(frame.header.kind, request) {
                send(&mut stream, kind, frame.header.id, &body);
            }
        }
    }
}

fn send(stream: &mut impl Write, kind: Kind, id: u32, body: &[u8]) {
    let mut wire = [0; MAX_WIRE_LEN];
    let header = Header {
        version: 1,
        kind,
        id,
    };
    let len = encode_frame(header, body, &mut wire).unwrap();
    stream.write_all(&wire[..len]).unwrap();
}
