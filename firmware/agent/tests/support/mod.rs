//! A small host for the tests: frames over any stream
#![allow(dead_code, reason = "shared by several test files")]

pub mod fake;
pub mod noisy;
pub mod program;

use std::io::ErrorKind;
use std::io::Read;
use std::io::Write;
use std::time::Duration;
use std::time::Instant;

use fic_protocol::frame::*;
use fic_protocol::limits::*;
use fic_protocol::*;
use sha2::Digest as _;

/// No answer of an agent takes longer in these tests.
const PATIENCE: Duration = Duration::from_secs(20);

#[derive(Debug, Clone, PartialEq)]
#[allow(clippy::large_enum_variant, reason = "one at a time")]
pub enum Heard {
    Welcome(Welcome),
    Refusal(Refusal),
    Response(BoardResponse),
    Event(BoardEvent),
    Data(Vec<u8>),
    /// The stream ended.
    End,
}

pub struct Client {
    reader: Box<dyn Read + Send>,
    writer: Box<dyn Write + Send>,
    deframer: Box<Deframer>,
    rest: Vec<u8>,
    next_id: u32,
    /// Agreed on; the newest before that.
    version: u8,
    pub events: Vec<(u32, BoardEvent)>,
    pub data: Vec<u8>,
}

impl Client {
    /// The reader has to have a time-out of its own.
    pub fn new(reader: impl Read + Send + 'static, writer: impl Write + Send + 'static) -> Self {
        Self {
            reader: Box::new(reader),
            writer: Box::new(writer),
            deframer: Box::default(),
            rest: Vec::new(),
            next_id: 1,
            version: CURRENT_VERSION,
            events: Vec::new(),
            data: Vec::new(),
        }
    }

    pub fn tcp(address: &str) -> Self {
        let stream = std::net::TcpStream::connect(address.trim_start_matches("tcp://")).unwrap();
        let timeout = Some(Duration::from_millis(50));
        stream.set_read_timeout(timeout).unwrap();
        stream.set_nodelay(true).unwrap();
        Self::new(stream.try_clone().unwrap(), stream)
    }

    /// Connected and welcome, over a line that loses what is said.
    pub fn insistently_greeted(mut self) -> Self {
        for _ in 0..100 {
            let id = self.id();
            self.frame(1, Kind::Hello, id, &Hello::OURS.to_bytes());
            match self.hear(Duration::from_millis(300)) {
                Some((of, Heard::Welcome(welcome))) if of == id => {
                    self.version = welcome.chosen;
                    return self;
                }
                _ => {}
            }
        }
        panic!("no welcome");
    }

    /// Connected and welcome.
    pub fn greeted(self) -> Self {
        self.greeted_as(Hello::OURS)
    }

    /// As [`Self::greeted`], as a host that speaks these versions.
    pub fn greeted_as(mut self, hello: Hello) -> Self {
        match self.hello(hello) {
            Heard::Welcome(_) => self,
            other => panic!("{other:?}"),
        }
    }

    pub fn hello(&mut self, hello: Hello) -> Heard {
        let id = self.id();
        self.frame(1, Kind::Hello, id, &hello.to_bytes());
        let heard = self.wait_for(id);
        if let Heard::Welcome(welcome) = &heard {
            self.version = welcome.chosen;
        }
        heard
    }

    pub fn call(&mut self, request: HostRequest<'_>) -> BoardResponse {
        let id = self.send(request);
        match self.wait_for(id) {
            Heard::Response(response) => response,
            other => panic!("{other:?}"),
        }
    }

    pub fn send(&mut self, request: HostRequest<'_>) -> u32 {
        let id = self.id();
        let mut body = vec![0; MAX_BODY_LEN];
        let body = codec::encode(&request, &mut body).unwrap();
        self.frame(self.version, Kind::Request, id, body);
        id
    }

    pub fn frame(&mut self, version: u8, kind: Kind, id: u32, body: &[u8]) {
        let mut wire = vec![0; MAX_WIRE_LEN];
        let header = Header { version, kind, id };
        let len = encode_frame(header, body, &mut wire).unwrap();
        self.raw(&wire[..len]);
    }

    pub fn raw(&mut self, bytes: &[u8]) {
        self.try_raw(bytes).unwrap();
    }

    pub fn try_raw(&mut self, bytes: &[u8]) -> std::io::Result<()> {
        self.writer.write_all(bytes)
    }

    fn id(&mut self) -> u32 {
        self.next_id += 1;
        self.next_id
    }

    /// What answers this id; events on the way are kept.
    pub fn wait_for(&mut self, id: u32) -> Heard {
        loop {
            match self.hear(PATIENCE) {
                Some((_, Heard::End)) => return Heard::End,
                Some((of, Heard::Event(event))) => self.events.push((of, event)),
                Some((of, Heard::Data(bytes))) if of == id => self.data.extend(bytes),
                Some((of, heard)) if of == id => return heard,
                Some(_) => {}
                None => panic!("no answer to {id}"),
            }
        }
    }

    /// The next thing the agent says within this time.
    pub fn hear(&mut self, patience: Duration) -> Option<(u32, Heard)> {
        let until = Instant::now() + patience;
        loop {
            while !self.rest.is_empty() {
                let (taken, frame) = self.deframer.push(&self.rest);
                let heard = frame.and_then(Result::ok).map(understand);
                self.rest.drain(..taken);
                if heard.is_some() {
                    return heard;
                }
            }
            let mut buffer = [0; 4096];
            match self.reader.read(&mut buffer) {
                Ok(0) => return Some((0, Heard::End)),
                Ok(len) => self.rest.extend(&buffer[..len]),
                Err(error) => match error.kind() {
                    ErrorKind::WouldBlock | ErrorKind::TimedOut | ErrorKind::Interrupted => {}
                    _ => return Some((0, Heard::End)),
                },
            }
            if Instant::now() > until {
                return None;
            }
        }
    }

    /// Sends a whole design, a window at a time.
    pub fn stage(&mut self, data: &[u8]) -> BoardResponse {
        let digest = digest(data);
        let len_bytes = data.len() as u32;
        let begun = self.call(HostRequest::StageBegin { digest, len_bytes });
        let BoardResponse::Stage(state) = begun else {
            return begun;
        };
        if let Err(refusal) = self.chunks(data, state.next_offset) {
            return *refusal;
        }
        self.call(HostRequest::StageCommit { digest })
    }

    pub fn chunks(&mut self, data: &[u8], from: u32) -> Result<(), Box<BoardResponse>> {
        let digest = digest(data);
        let window = (WINDOW_CHUNKS * CHUNK_LEN) as u32;
        let mut send = transfer::SendWindow::new(data.len() as u32, from, window, self.next_id);
        while !send.finished() {
            while let Some(piece) = send.next_piece() {
                let bytes = &data[piece.offset as usize..][..usize::from(piece.len)];
                let id = self.send(HostRequest::StageChunk(chunk(digest, piece.offset, bytes)));
                send.sent(piece, id);
            }
            match self.hear(PATIENCE) {
                Some((id, Heard::Response(BoardResponse::Stage(state)))) => {
                    send.answered(id, state);
                }
                Some((_, Heard::Response(other))) => return Err(Box::new(other)),
                other => panic!("{other:?}"),
            }
        }
        Ok(())
    }

    /// As [`Self::call`] on a line that loses what is said: says it again until it is answered.
    pub fn insist(&mut self, request: &HostRequest<'_>) -> BoardResponse {
        for _ in 0..100 {
            let id = self.send(request.clone());
            let until = Instant::now() + Duration::from_millis(300);
            while Instant::now() < until {
                match self.hear(Duration::from_millis(100)) {
                    Some((of, Heard::Response(response))) if of == id => return response,
                    _ => {}
                }
            }
        }
        panic!("no answer to {request:?}");
    }

    /// As [`Self::stage`] on such a line. Returns the bytes sent again, too.
    pub fn insist_on_staging(&mut self, data: &[u8]) -> (BoardResponse, u64) {
        let digest = digest(data);
        let len_bytes = data.len() as u32;
        let begin = HostRequest::StageBegin { digest, len_bytes };
        let window = (WINDOW_CHUNKS * CHUNK_LEN) as u32;
        let mut send = transfer::SendWindow::new(len_bytes, 0, window, self.next_id + 1);
        let mut rewind = true;
        while !send.finished() {
            if rewind {
                match self.insist(&begin) {
                    BoardResponse::Stage(state) => send.rewind(state.next_offset),
                    other => return (other, send.resent()),
                }
            }
            while let Some(piece) = send.next_piece() {
                let bytes = &data[piece.offset as usize..][..usize::from(piece.len)];
                let id = self.send(HostRequest::StageChunk(chunk(digest, piece.offset, bytes)));
                send.sent(piece, id);
            }
            rewind = match self.hear(Duration::from_millis(300)) {
                Some((id, Heard::Response(BoardResponse::Stage(state)))) => {
                    send.answered(id, state);
                    false
                }
                _ => true,
            };
        }
        let commit = HostRequest::StageCommit { digest };
        (self.insist(&commit), send.resent())
    }

    pub fn status(&mut self) -> BoardStatus {
        match self.call(HostRequest::Status) {
            BoardResponse::Status(status) => status,
            other => panic!("{other:?}"),
        }
    }
}

pub fn chunk(digest: Digest, offset: u32, data: &[u8]) -> Chunk<'_> {
    Chunk {
        digest,
        offset,
        len: data.len() as u16,
        encoding: ChunkEncoding::Raw,
        data,
    }
}

pub fn load(digest: Digest) -> LoadRequest {
    LoadRequest {
        digest,
        mode: ModeChoice::Auto,
        force: false,
        dry_run: false,
        name: truncated("top"),
        memo: truncated("a try"),
        host_time_s: 1_700_000_000,
    }
}

fn understand(frame: Frame<'_>) -> (u32, Heard) {
    let heard = match frame.header.kind {
        Kind::Welcome => Heard::Welcome(Welcome::from_bytes(frame.body).unwrap()),
        Kind::Refusal => Heard::Refusal(Refusal::from_bytes(frame.body).unwrap()),
        Kind::Response => Heard::Response(codec::decode(frame.body).unwrap()),
        Kind::Data => Heard::Data(frame.body.to_vec()),
        Kind::Event => Heard::Event(codec::decode(frame.body).unwrap()),
        other => panic!("a board does not say {other:?}"),
    };
    (frame.header.id, heard)
}

pub fn digest(data: &[u8]) -> Digest {
    Digest(sha2::Sha256::digest(data).into())
}

/// Data that neither compresses nor repeats.
pub fn noise(len: usize, seed: u64) -> Vec<u8> {
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 32) as u8
    };
    (0..len).map(|_| next()).collect()
}
