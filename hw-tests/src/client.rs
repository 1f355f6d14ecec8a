//! A host that checks nothing: requests straight to a board's service
//!
//! Behind `fic` no bad file ever reaches a board; this shows what the board itself does.

use std::io::Read;
use std::io::Write;
use std::net::TcpStream;
use std::time::Duration;
use std::time::Instant;

use anyhow::Context;
use anyhow::bail;
use fic_agent::sim::SimBoard;
use fic_bitstream::catalog;
use fic_protocol::frame::Deframer;
use fic_protocol::frame::Header;
use fic_protocol::frame::Kind;
use fic_protocol::frame::encode_frame;
use fic_protocol::limits::CHUNK_LEN;
use fic_protocol::limits::MAX_BODY_LEN;
use fic_protocol::limits::MAX_WIRE_LEN;
use fic_protocol::*;

/// Longest silence before an answer.
const PATIENCE: Duration = Duration::from_secs(60);

/// How long a read waits before it looks at the time.
const TICK: Duration = Duration::from_millis(50);

/// A session with a board.
pub struct Client {
    reader: Box<dyn Read + Send>,
    writer: Box<dyn Write + Send>,
    deframer: Box<Deframer>,
    rest: Vec<u8>,
    next_id: u32,
}

impl Client {
    /// Opens a session with a board inside this process and says hello.
    ///
    /// # Errors
    /// If the board takes no session or does not welcome us.
    pub fn connect(board: &SimBoard) -> anyhow::Result<Self> {
        let (mut reader, writer) = board.connect()?;
        reader.set_timeout(Some(TICK));
        Self::over(Box::new(reader), Box::new(writer))
    }

    /// The same with an agent at `host:port`.
    ///
    /// # Errors
    /// As [`Self::connect`].
    pub fn connect_tcp(address: &str) -> anyhow::Result<Self> {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(TICK))?;
        Self::over(Box::new(stream.try_clone()?), Box::new(stream))
    }

    /// The same with what listens at a local socket, e.g. an emulated serial line.
    ///
    /// # Errors
    /// As [`Self::connect`].
    #[cfg(unix)]
    pub fn connect_unix(socket: &std::path::Path) -> anyhow::Result<Self> {
        let mut stream = std::os::unix::net::UnixStream::connect(socket)?;
        stream.set_read_timeout(Some(TICK))?;
        // Ends what an earlier host may have left on a line.
        stream.write_all(&[0])?;
        Self::over(Box::new(stream.try_clone()?), Box::new(stream))
    }

    /// The same with what is at the other end of a serial line.
    ///
    /// # Errors
    /// As [`Self::connect`].
    #[cfg(unix)]
    pub fn connect_serial(device: &str) -> anyhow::Result<Self> {
        let mut port = serialport::new(device, 3_000_000)
            .timeout(TICK)
            .open_native()?;
        port.write_all(&[0])?;
        Self::over(Box::new(port.try_clone_native()?), Box::new(port))
    }

    /// Says hello over any stream; a read has to return after a moment, if only without
    /// anything.
    ///
    /// # Errors
    /// As [`Self::connect`].
    pub fn over(
        reader: Box<dyn Read + Send>,
        writer: Box<dyn Write + Send>,
    ) -> anyhow::Result<Self> {
        let mut client = Self {
            reader,
            writer,
            deframer: Box::default(),
            rest: Vec::new(),
            next_id: 0,
        };
        client.send(Kind::Hello, &Hello::OURS.to_bytes())?;
        loop {
            match client.hear()? {
                (Kind::Welcome, _) => return Ok(client),
                // What a line's earlier host did not wait for.
                (Kind::Log, _) => {}
                (kind, _) => bail!("no welcome but {kind:?}"),
            }
        }
    }

    /// Takes the board's lease for the next hour, for a board that wants one for changes.
    ///
    /// # Errors
    /// As [`Self::call`]; if the board does not give it.
    pub fn take_lease(&mut self) -> anyhow::Result<()> {
        let request = HostRequest::LeaseTake {
            term_s: 3600,
            memo: "test",
        };
        match self.call(&request)? {
            BoardResponse::Lease(state) if state.yours => Ok(()),
            refusal => bail!("no lease: {refusal:?}"),
        }
    }

    /// One request, its answer; events on the way are left out.
    ///
    /// # Errors
    /// If the board is silent or says what is no answer.
    pub fn call(&mut self, request: &HostRequest<'_>) -> anyhow::Result<BoardResponse> {
        let mut body = [0; MAX_BODY_LEN];
        let body = codec::encode(request, &mut body)
            .map_err(|error| anyhow::anyhow!("{error:?}"))?
            .to_vec();
        self.send(Kind::Request, &body)?;
        loop {
            let (kind, body) = self.hear()?;
            if kind == Kind::Response {
                return codec::decode(&body).map_err(|error| anyhow::anyhow!("{error:?}"));
            }
        }
    }

    /// Brings any bytes to the board's store, without looking at them; `Err` inside is the
    /// board's refusal.
    ///
    /// # Errors
    /// As [`Self::call`].
    pub fn stage(&mut self, data: &[u8]) -> anyhow::Result<Result<Digest, BoardResponse>> {
        let digest = Digest(catalog::Digest::of(data).0);
        let len_bytes = u32::try_from(data.len())?;
        let mut requests = vec![HostRequest::StageBegin { digest, len_bytes }];
        for (index, piece) in data.chunks(CHUNK_LEN).enumerate() {
            requests.push(HostRequest::StageChunk(Chunk {
                digest,
                offset: u32::try_from(index * CHUNK_LEN)?,
                len: piece.len() as u16,
                encoding: ChunkEncoding::Raw,
                data: piece,
            }));
        }
        requests.push(HostRequest::StageCommit { digest });
        for request in &requests {
            match self.call(request)? {
                BoardResponse::Stage(_) => {}
                refusal => return Ok(Err(refusal)),
            }
        }
        Ok(Ok(digest))
    }

    /// Asks for a load of what was staged.
    ///
    /// # Errors
    /// As [`Self::call`].
    pub fn load(&mut self, digest: Digest, mode: ModeChoice) -> anyhow::Result<BoardResponse> {
        self.call(&HostRequest::Load(LoadRequest {
            digest,
            mode,
            force: false,
            dry_run: false,
            name: truncated("test"),
            memo: truncated(""),
            host_time_s: 0,
        }))
    }

    fn send(&mut self, kind: Kind, body: &[u8]) -> anyhow::Result<()> {
        self.next_id += 1;
        let header = Header {
            version: CURRENT_VERSION,
            kind,
            id: self.next_id,
        };
        let mut wire = [0; MAX_WIRE_LEN];
        let len =
            encode_frame(header, body, &mut wire).map_err(|error| anyhow::anyhow!("{error:?}"))?;
        Ok(self.writer.write_all(&wire[..len])?)
    }

    /// The next frame.
    fn hear(&mut self) -> anyhow::Result<(Kind, Vec<u8>)> {
        let until = Instant::now() + PATIENCE;
        loop {
            while !self.rest.is_empty() {
                let (taken, frame) = self.deframer.push(&self.rest);
                let heard = frame
                    .and_then(Result::ok)
                    .map(|frame| (frame.header.kind, frame.body.to_vec()));
                self.rest.drain(..taken);
                if let Some(heard) = heard {
                    return Ok(heard);
                }
            }
            let mut buffer = [0; 4096];
            match self.reader.read(&mut buffer) {
                Ok(0) => bail!("the board hung up"),
                Ok(len) => self.rest.extend(&buffer[..len]),
                Err(_) if Instant::now() < until => {}
                Err(error) => return Err(error).context("the board is silent"),
            }
        }
    }
}
