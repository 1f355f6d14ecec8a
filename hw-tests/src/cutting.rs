//! A TCP line that is cut at given places, and an eye on what goes over it

use std::io::Read;
use std::io::Write;
use std::net::Shutdown;
use std::net::SocketAddr;
use std::net::TcpListener;
use std::net::TcpStream;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::thread;

use fic_protocol::HostRequest;
use fic_protocol::codec;
use fic_protocol::frame::Deframer;
use fic_protocol::frame::Kind;

/// What went from host to agent.
#[derive(Debug, Default, Clone)]
pub struct Seen {
    /// Connections made.
    pub connections: u32,
    /// Connections cut.
    pub cuts: u32,
    /// Bytes on the wire, host to agent.
    pub wire_bytes: u64,
    /// Bytes of a design, before compression.
    pub design_bytes: u64,
    /// Those of them that had been sent before.
    pub resent_bytes: u64,
    reached: u32,
}

/// A line between a host and an agent.
pub struct CuttingLine {
    address: SocketAddr,
    seen: Arc<Mutex<Seen>>,
}

impl CuttingLine {
    /// A line to `agent` that is cut once for each of `cuts`, when so many bytes of a design went.
    ///
    /// # Errors
    /// If no port can be had.
    pub fn start(agent: &str, cuts: &[u64]) -> anyhow::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let address = listener.local_addr()?;
        let seen = Arc::new(Mutex::new(Seen::default()));
        let (agent, cuts, eye) = (agent.to_owned(), cuts.to_vec(), Arc::clone(&seen));
        // Ends with the process: it waits for connections that nobody makes.
        thread::spawn(move || {
            for host in listener.incoming().flatten() {
                let Ok(board) = TcpStream::connect(&agent) else {
                    return;
                };
                lock(&eye).connections += 1;
                let (back_from, back_to) = (board.try_clone(), host.try_clone());
                if let (Ok(from), Ok(to)) = (back_from, back_to) {
                    thread::spawn(move || copy(from, to));
                }
                let (eye, cuts) = (Arc::clone(&eye), cuts.clone());
                thread::spawn(move || forward(host, board, &eye, &cuts));
            }
        });
        Ok(Self { address, seen })
    }

    /// Where a host connects.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// What went over it so far.
    pub fn seen(&self) -> Seen {
        lock(&self.seen).clone()
    }
}

fn lock(seen: &Mutex<Seen>) -> std::sync::MutexGuard<'_, Seen> {
    seen.lock().unwrap_or_else(PoisonError::into_inner)
}

fn copy(mut from: TcpStream, mut to: TcpStream) {
    let _ = std::io::copy(&mut from, &mut to);
    let _ = to.shutdown(Shutdown::Both);
}

fn forward(mut host: TcpStream, mut board: TcpStream, seen: &Mutex<Seen>, cuts: &[u64]) {
    let mut deframer = Deframer::new();
    let mut buffer = [0; 16 * 1024];
    while let Ok(len @ 1..) = host.read(&mut buffer) {
        let mut seen = lock(seen);
        seen.look(&mut deframer, &buffer[..len]);
        let due = cuts.get(seen.cuts as usize);
        if due.is_some_and(|&at| seen.design_bytes >= at) {
            seen.cuts += 1;
            break;
        }
        drop(seen);
        if board.write_all(&buffer[..len]).is_err() {
            break;
        }
    }
    let _ = board.shutdown(Shutdown::Both);
    let _ = host.shutdown(Shutdown::Both);
}

impl Seen {
    fn look(&mut self, deframer: &mut Deframer, mut bytes: &[u8]) {
        self.wire_bytes += bytes.len() as u64;
        while !bytes.is_empty() {
            let (taken, frame) = deframer.push(bytes);
            bytes = &bytes[taken..];
            let Some(Ok(frame)) = frame else { continue };
            if frame.header.kind != Kind::Request {
                continue;
            }
            if let Ok(HostRequest::StageChunk(chunk)) = codec::decode(frame.body) {
                self.chunk(chunk.offset, chunk.len.into());
            }
        }
    }

    fn chunk(&mut self, offset: u32, len: u32) {
        let end = offset.saturating_add(len);
        let fresh = end.saturating_sub(self.reached.max(offset));
        self.design_bytes += u64::from(len);
        self.resent_bytes += u64::from(len - fresh);
        self.reached = self.reached.max(end);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_was_sent_before_counts_as_resent() {
        let mut seen = Seen::default();
        for (offset, len) in [(0, 100), (100, 100), (50, 100), (150, 100), (400, 10)] {
            seen.chunk(offset, len);
        }
        assert_eq!(seen.design_bytes, 410);
        assert_eq!(seen.resent_bytes, 100 + 50);
    }
}
