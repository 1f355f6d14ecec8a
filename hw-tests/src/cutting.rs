//! A TCP line that is cut at given places, and an eye on what goes over it

use std::sync::Arc;
use std::sync::Mutex;
use std::sync::MutexGuard;
use std::sync::PoisonError;

use fic_protocol::HostRequest;
use fic_protocol::codec;
use fic_protocol::frame::Deframer;
use fic_protocol::frame::Kind;
use fic_test_kit::proxy::Pass;
use fic_test_kit::proxy::Proxy;

/// What went from host to agent.
#[derive(Debug, Default, Clone)]
pub struct Seen {
    /// Connections made.
    pub connections: u64,
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

/// A proxy between a host and an agent.
pub struct CuttingLine {
    proxy: Proxy,
    seen: Arc<Mutex<Seen>>,
}

impl CuttingLine {
    /// To `agent`, cut once for each of `cuts`, when so many bytes of a design went.
    pub fn start(agent: &str, cuts: &[u64]) -> Self {
        let seen = Arc::<Mutex<Seen>>::default();
        let (cuts, eye) = (cuts.to_vec(), Arc::clone(&seen));
        let mut deframer = Deframer::new();
        let proxy = Proxy::start(agent, move |link, piece| {
            let mut seen = lock(&eye);
            if seen.connections != link {
                seen.connections = link;
                deframer = Deframer::new();
            }
            seen.look(&mut deframer, piece);
            match cuts.get(seen.cuts as usize) {
                Some(&at) if seen.design_bytes >= at => {
                    seen.cuts += 1;
                    Pass::Cut(0)
                }
                _ => Pass::All,
            }
        });
        Self { proxy, seen }
    }

    /// Where a host connects: `tcp://…`.
    pub fn address(&self) -> &str {
        &self.proxy.address
    }

    /// What went over it so far.
    pub fn seen(&self) -> Seen {
        lock(&self.seen).clone()
    }
}

fn lock(seen: &Mutex<Seen>) -> MutexGuard<'_, Seen> {
    seen.lock().unwrap_or_else(PoisonError::into_inner)
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
