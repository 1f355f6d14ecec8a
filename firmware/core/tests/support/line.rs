//! A line in memory, and a host at its other end
#![allow(dead_code, reason = "shared by several test files")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may panic")]

use std::collections::VecDeque;

use fic_core::serial_server::Line;
use fic_protocol::frame::Deframer;
use fic_protocol::frame::Header;
use fic_protocol::frame::Kind;
use fic_protocol::frame::encode_frame;
use fic_protocol::limits::MAX_WIRE_LEN;
use fic_protocol::*;

/// What the board says.
#[derive(Debug, Clone, PartialEq)]
#[expect(clippy::large_enum_variant, reason = "few, and easier to match")]
pub enum Said {
    Welcome(Welcome),
    Refusal(Refusal),
    Response(BoardResponse),
    Event(BoardEvent),
    Data(Vec<u8>),
    Log(Vec<u8>),
}

/// Both directions of a line.
#[derive(Default)]
pub struct Wire {
    pub to_board: VecDeque<u8>,
    pub to_host: Vec<u8>,
    pub now_ms: u64,
    /// Milliseconds that pass at each look at the clock.
    pub step_ms: u64,
    pub log: VecDeque<u8>,
    pub attached: bool,
    pub turns: usize,
    /// The line was used while the board had its pins.
    pub collisions: usize,
    /// Bytes that arrive once the board has said this many frames.
    pub later: Option<(usize, Vec<u8>)>,
    pub answered: Vec<(&'static str, String, BoardResponse)>,
    said: usize,
}

impl Wire {
    pub fn new() -> Self {
        Self {
            attached: true,
            ..Self::default()
        }
    }
}

impl Line for Wire {
    fn receive(&mut self, buffer: &mut [u8]) -> usize {
        let len = self.to_board.len().min(buffer.len());
        for (to, from) in buffer.iter_mut().zip(self.to_board.drain(..len)) {
            *to = from;
        }
        len
    }

    fn send(&mut self, bytes: &[u8]) {
        self.collisions += usize::from(!self.attached);
        self.to_host.extend_from_slice(bytes);
        self.said += 1;
        if let Some((after, bytes)) = self.later.take_if(|(after, _)| *after <= self.said) {
            let _ = after;
            self.to_board.extend(bytes);
        }
    }

    fn now_ms(&mut self) -> u64 {
        self.now_ms += self.step_ms;
        self.now_ms
    }

    fn take_log(&mut self, buffer: &mut [u8]) -> usize {
        let len = self.log.len().min(buffer.len());
        for (to, from) in buffer.iter_mut().zip(self.log.drain(..len)) {
            *to = from;
        }
        len
    }

    fn answered(&mut self, what: &'static str, who: &str, response: &BoardResponse) {
        self.answered.push((what, who.to_owned(), response.clone()));
    }

    fn detach(&mut self) {
        self.attached = false;
        self.turns += 1;
    }

    fn attach(&mut self) {
        self.attached = true;
    }
}

pub fn frame(version: u8, kind: Kind, id: u32, body: &[u8]) -> Vec<u8> {
    let mut wire = vec![0; MAX_WIRE_LEN + 16];
    let len = encode_frame(Header { version, kind, id }, body, &mut wire).unwrap();
    wire.truncate(len);
    wire
}

pub fn request(id: u32, request: &HostRequest<'_>) -> Vec<u8> {
    let mut body = vec![0; limits::MAX_BODY_LEN];
    let body = codec::encode(request, &mut body).unwrap();
    frame(CURRENT_VERSION, Kind::Request, id, body)
}

pub fn hello(id: u32) -> Vec<u8> {
    frame(1, Kind::Hello, id, &Hello::OURS.to_bytes())
}

/// Everything that the board said; panics at a frame that a host could not read.
pub fn said(wire: &mut Wire) -> Vec<(u32, Said)> {
    let bytes = std::mem::take(&mut wire.to_host);
    let mut deframer = Deframer::new();
    let mut rest = &bytes[..];
    let mut all = Vec::new();
    while !rest.is_empty() {
        let (taken, frame) = deframer.push(rest);
        rest = &rest[taken..];
        let Some(frame) = frame else { continue };
        let frame = frame.unwrap();
        all.push((frame.header.id, read(frame.header.kind, frame.body)));
    }
    all
}

fn read(kind: Kind, body: &[u8]) -> Said {
    match kind {
        Kind::Welcome => Said::Welcome(Welcome::from_bytes(body).unwrap()),
        Kind::Refusal => Said::Refusal(Refusal::from_bytes(body).unwrap()),
        Kind::Response => Said::Response(codec::decode(body).unwrap()),
        Kind::Event => Said::Event(codec::decode(body).unwrap()),
        Kind::Data => Said::Data(body.to_vec()),
        Kind::Log => Said::Log(body.to_vec()),
        other => panic!("a board does not say {other:?}"),
    }
}
