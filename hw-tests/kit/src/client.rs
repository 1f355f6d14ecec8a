//! A host that checks nothing: requests straight to a board's service
//!
//! Behind `fic` no bad request ever reaches a board; this shows what the board itself does.

use std::io;
use std::io::Read;
use std::io::Write;
use std::net::TcpStream;
use std::time::Duration;
use std::time::Instant;

use fic_protocol::BoardEvent;
use fic_protocol::BoardResponse;
use fic_protocol::BoardStatus;
use fic_protocol::CURRENT_VERSION;
use fic_protocol::Chunk;
use fic_protocol::ChunkEncoding;
use fic_protocol::Digest;
use fic_protocol::Hello;
use fic_protocol::HostRequest;
use fic_protocol::LoadRequest;
use fic_protocol::ModeChoice;
use fic_protocol::codec;
use fic_protocol::frame::Kind;
use fic_protocol::limits::CHUNK_LEN;
use fic_protocol::limits::MAX_BODY_LEN;
use fic_protocol::limits::WINDOW_CHUNKS;
use fic_protocol::transfer::SendWindow;
use fic_protocol::truncated;
use sha2::Digest as _;

use crate::frames;
use crate::frames::FrameReader;
use crate::frames::Message;

/// Longest silence before an answer, on the slowest machine.
const PATIENCE: Duration = Duration::from_secs(60);
/// How long a read waits before it looks at the time.
const TICK: Duration = Duration::from_millis(50);
/// After this long a line has lost a request or its answer.
const RETRY: Duration = Duration::from_millis(300);
const MOST_RETRIES: usize = 100;

/// A session with a board.
pub struct Client {
    reader: FrameReader<Box<dyn Read + Send>>,
    writer: Box<dyn Write + Send>,
    next_id: u32,
    /// Agreed on; the newest before that.
    version: u8,
    window: usize,
    /// Events so far, each with the id of its request.
    pub events: Vec<(u32, BoardEvent)>,
    /// Data of all requests so far that brought some.
    pub data: Vec<u8>,
}

impl Client {
    /// Over any stream whose reads return after a moment.
    pub fn new(reader: impl Read + Send + 'static, writer: impl Write + Send + 'static) -> Self {
        Self {
            reader: FrameReader::new(Box::new(reader)),
            writer: Box::new(writer),
            next_id: 1,
            version: CURRENT_VERSION,
            window: WINDOW_CHUNKS * CHUNK_LEN,
            events: Vec::new(),
            data: Vec::new(),
        }
    }

    /// Connects to `host:port`, with or without `tcp://`.
    pub fn tcp(address: &str) -> Self {
        let stream = TcpStream::connect(address.trim_start_matches("tcp://")).unwrap();
        stream.set_read_timeout(Some(TICK)).unwrap();
        stream.set_nodelay(true).unwrap();
        Self::new(stream.try_clone().unwrap(), stream)
    }

    /// Connects to a local socket that carries a serial line.
    ///
    /// # Errors
    /// If nobody listens.
    #[cfg(unix)]
    pub fn unix(socket: &std::path::Path) -> io::Result<Self> {
        let stream = std::os::unix::net::UnixStream::connect(socket)?;
        stream.set_read_timeout(Some(TICK))?;
        stream.set_write_timeout(Some(PATIENCE))?;
        Self::on_a_line(stream.try_clone()?, stream)
    }

    /// Opens a serial line.
    #[cfg(unix)]
    pub fn serial(device: &str) -> Self {
        let port = serialport::new(device, 3_000_000).timeout(TICK);
        let port = port.open_native().unwrap();
        Self::on_a_line(port.try_clone_native().unwrap(), port).unwrap()
    }

    /// Ends what an earlier host may have left on it; a line is slow, so no more than one
    /// chunk is under way.
    #[cfg(unix)]
    fn on_a_line(
        reader: impl Read + Send + 'static,
        writer: impl Write + Send + 'static,
    ) -> io::Result<Self> {
        let mut client = Self::new(reader, writer);
        client.try_raw(&[0])?;
        client.window = CHUNK_LEN;
        Ok(client)
    }

    /// Connected and welcome.
    pub fn greeted(self) -> Self {
        self.greeted_as(Hello::OURS)
    }

    /// As [`Self::greeted`], as a host that speaks these versions.
    pub fn greeted_as(mut self, hello: Hello) -> Self {
        match self.hello(hello) {
            Message::Welcome(_) => self,
            other => panic!("{other:?}"),
        }
    }

    /// As [`Self::greeted`] over a line that loses frames.
    pub fn greeted_with_retry(mut self) -> Self {
        for _ in 0..MOST_RETRIES {
            let id = self.next_id();
            self.frame(1, Kind::Hello, id, &Hello::OURS.to_bytes());
            match self.receive(RETRY) {
                Some((of, Message::Welcome(welcome))) if of == id => {
                    self.version = welcome.chosen;
                    return self;
                }
                _ => {}
            }
        }
        panic!("no welcome");
    }

    /// Says hello; the answer.
    pub fn hello(&mut self, hello: Hello) -> Message {
        let id = self.next_id();
        self.frame(1, Kind::Hello, id, &hello.to_bytes());
        let answer = self.wait_for(id);
        if let Message::Welcome(welcome) = &answer {
            self.version = welcome.chosen;
        }
        answer
    }

    /// A request and its answer.
    pub fn call(&mut self, request: HostRequest<'_>) -> BoardResponse {
        let id = self.send(request);
        match self.wait_for(id) {
            Message::Response(response) => response,
            other => panic!("{other:?}"),
        }
    }

    /// As [`Self::call`] on a line that loses frames: asks again until there is an answer.
    pub fn call_with_retry(&mut self, request: &HostRequest<'_>) -> BoardResponse {
        for _ in 0..MOST_RETRIES {
            let id = self.send(request.clone());
            let until = Instant::now() + RETRY;
            while Instant::now() < until {
                match self.receive(RETRY / 3) {
                    Some((of, Message::Response(response))) if of == id => return response,
                    _ => {}
                }
            }
        }
        panic!("no answer to {request:?}");
    }

    /// The board's status.
    pub fn status(&mut self) -> BoardStatus {
        match self.call(HostRequest::Status) {
            BoardResponse::Status(status) => status,
            other => panic!("{other:?}"),
        }
    }

    /// Takes the board's lease for the next hour, for a board that wants one for changes.
    pub fn take_lease(&mut self) {
        let request = HostRequest::LeaseTake {
            term_s: 3600,
            memo: "test",
        };
        match self.call(request) {
            BoardResponse::Lease(state) if state.yours => {}
            refusal => panic!("no lease: {refusal:?}"),
        }
    }

    /// Sends a request; its id.
    pub fn send(&mut self, request: HostRequest<'_>) -> u32 {
        let id = self.next_id();
        let mut body = vec![0; MAX_BODY_LEN];
        let body = codec::encode(&request, &mut body).unwrap();
        self.frame(self.version, Kind::Request, id, body);
        id
    }

    /// Sends any frame.
    pub fn frame(&mut self, version: u8, kind: Kind, id: u32, body: &[u8]) {
        self.raw(&frames::frame(version, kind, id, body));
    }

    /// Sends any bytes.
    pub fn raw(&mut self, bytes: &[u8]) {
        self.try_raw(bytes).unwrap();
    }

    /// Sends any bytes to a board that may have hung up.
    ///
    /// # Errors
    /// The stream's.
    pub fn try_raw(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.writer.write_all(bytes)
    }

    /// An id that no frame has had.
    pub fn next_id(&mut self) -> u32 {
        self.next_id += 1;
        self.next_id
    }

    /// What answers this id; events and data on the way are kept.
    pub fn wait_for(&mut self, id: u32) -> Message {
        loop {
            match self.receive(PATIENCE) {
                Some((_, Message::End)) => return Message::End,
                Some((of, Message::Event(event))) => self.events.push((of, event)),
                Some((of, Message::Data(bytes))) if of == id => self.data.extend(bytes),
                Some((of, message)) if of == id => return message,
                Some(_) => {}
                None => panic!("no answer to {id}"),
            }
        }
    }

    /// The next message of the board, if it comes within this time.
    pub fn receive(&mut self, time: Duration) -> Option<(u32, Message)> {
        match self.reader.next_within(time) {
            Ok(frame) => {
                let (header, body) = frame?;
                Some((header.id, Message::decode(header.kind, &body)))
            }
            Err(_) => Some((0, Message::End)),
        }
    }

    /// Sends a whole design; the answer to the commit, or the refusal before it.
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

    /// As [`Self::stage`], which has to succeed; the design's digest.
    pub fn staged(&mut self, data: &[u8]) -> Digest {
        match self.stage(data) {
            BoardResponse::Stage(state) if state.complete => digest(data),
            refusal => panic!("{refusal:?}"),
        }
    }

    /// Sends a design's bytes from this offset on, a window at a time.
    ///
    /// # Errors
    /// The first answer that is no state of the transfer.
    pub fn chunks(&mut self, data: &[u8], from: u32) -> Result<(), Box<BoardResponse>> {
        let digest = digest(data);
        let len_bytes = data.len() as u32;
        let mut window = SendWindow::new(len_bytes, from, self.window as u32, self.next_id);
        while !window.finished() {
            self.fill(&mut window, digest, data);
            match self.receive(PATIENCE) {
                Some((id, Message::Response(BoardResponse::Stage(state)))) => {
                    window.answered(id, state);
                }
                Some((_, Message::Response(other))) => return Err(Box::new(other)),
                Some((_, Message::Log(_))) => {}
                other => panic!("{other:?}"),
            }
        }
        Ok(())
    }

    /// As [`Self::stage`] on a line that loses frames; the bytes sent again, too.
    pub fn stage_with_retry(&mut self, data: &[u8]) -> (BoardResponse, u64) {
        let digest = digest(data);
        let len_bytes = data.len() as u32;
        let begin = HostRequest::StageBegin { digest, len_bytes };
        let mut window = SendWindow::new(len_bytes, 0, self.window as u32, self.next_id + 1);
        let mut rewind = true;
        while !window.finished() {
            if rewind {
                match self.call_with_retry(&begin) {
                    BoardResponse::Stage(state) => window.rewind(state.next_offset),
                    other => return (other, window.resent()),
                }
            }
            self.fill(&mut window, digest, data);
            rewind = match self.receive(RETRY) {
                Some((id, Message::Response(BoardResponse::Stage(state)))) => {
                    window.answered(id, state);
                    false
                }
                _ => true,
            };
        }
        let commit = HostRequest::StageCommit { digest };
        (self.call_with_retry(&commit), window.resent())
    }

    /// Sends what the window has room for.
    fn fill(&mut self, window: &mut SendWindow, digest: Digest, data: &[u8]) {
        while let Some(piece) = window.next_piece() {
            let bytes = &data[piece.offset as usize..][..usize::from(piece.len)];
            let id = self.send(HostRequest::StageChunk(chunk(digest, piece.offset, bytes)));
            window.sent(piece, id);
        }
    }

    /// Loads what was staged.
    pub fn load(&mut self, digest: Digest, mode: ModeChoice) -> BoardResponse {
        self.call(HostRequest::Load(LoadRequest {
            mode,
            ..load(digest)
        }))
    }
}

/// A piece of a design, as it is.
pub fn chunk(digest: Digest, offset: u32, data: &[u8]) -> Chunk<'_> {
    Chunk {
        digest,
        offset,
        len: data.len() as u16,
        encoding: ChunkEncoding::Raw,
        data,
    }
}

/// The order to load a design.
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

/// What a board calls a design.
pub fn digest(data: &[u8]) -> Digest {
    Digest(sha2::Sha256::digest(data).into())
}
