//! Peers that have not shown a key yet: a bounded number; who says nothing goes first
//!
//! A good host speaks at once, but on a busy machine it takes a while until that is heard.
//! So nobody is hung up on for silence in the first moment, unless there are far too many.

use std::collections::VecDeque;
use std::net::Shutdown;
use std::net::TcpStream;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::MutexGuard;
use std::sync::PoisonError;
use std::time::Duration;
use std::time::Instant;

/// Peers in a handshake at a time, at least: a good one is through within a few round
/// trips. Where more sessions may be open, as many may begin at once.
const MIN_SLOTS: usize = 64;

/// Times as many may be there while none of them has been silent for [`GRACE`].
const RUSH_FACTOR: usize = 4;
/// Silence that may be the machine's fault.
const GRACE: Duration = Duration::from_secs(1);

/// Peers in a handshake.
pub(super) struct HandshakeQueue {
    most: usize,
    grace: Duration,
    peers: Mutex<VecDeque<Pending>>,
}

struct Pending {
    socket: Arc<TcpStream>,
    since: Instant,
    /// It has said how it wants to speak TLS, which silence and garbage have not.
    spoke: bool,
}

/// A place in the queue; free again when dropped.
pub(super) struct Slot<'q> {
    queue: &'q HandshakeQueue,
    socket: Arc<TcpStream>,
}

impl HandshakeQueue {
    /// Places beside those of so many sessions.
    pub(super) fn beside(sessions: usize) -> Self {
        Self {
            most: sessions.max(MIN_SLOTS),
            grace: GRACE,
            peers: Mutex::default(),
        }
    }

    /// Takes a place; if there are too many, that of somebody else, who is hung up on.
    pub(super) fn enter(&self, socket: &Arc<TcpStream>) -> Slot<'_> {
        let mut peers = self.lock();
        if let Some(out) = self.to_evict(&peers).and_then(|index| peers.remove(index)) {
            // Its own thread sees that and ends.
            let _ = out.socket.shutdown(Shutdown::Both);
        }
        peers.push_back(Pending {
            socket: Arc::clone(socket),
            since: Instant::now(),
            spoke: false,
        });
        Slot {
            queue: self,
            socket: Arc::clone(socket),
        }
    }

    /// Who has said nothing for longest; in a rush who has waited longest, if all have spoken.
    fn to_evict(&self, peers: &VecDeque<Pending>) -> Option<usize> {
        let silent = peers.iter().position(|one| !one.spoke);
        if peers.len() >= RUSH_FACTOR * self.most {
            return Some(silent.unwrap_or(0));
        }
        silent
            .filter(|&index| peers.len() >= self.most && peers[index].since.elapsed() >= self.grace)
    }

    fn lock(&self) -> MutexGuard<'_, VecDeque<Pending>> {
        self.peers.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Slot<'_> {
    /// Whoever has it is no silent one.
    pub(super) fn spoke(&self) {
        let mut peers = self.queue.lock();
        let own = peers
            .iter_mut()
            .find(|one| Arc::ptr_eq(&one.socket, &self.socket));
        if let Some(one) = own {
            one.spoke = true;
        }
    }
}

impl Drop for Slot<'_> {
    fn drop(&mut self) {
        let mut peers = self.queue.lock();
        peers.retain(|one| !Arc::ptr_eq(&one.socket, &self.socket));
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;
    use std::net::TcpListener;

    use super::*;

    /// Both ends of a connection, the agent's first.
    fn pair() -> (Arc<TcpStream>, TcpStream) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let host = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
        host.set_read_timeout(Some(Duration::from_millis(1)))
            .unwrap();
        (Arc::new(listener.accept().unwrap().0), host)
    }

    fn is_hung_up_on(mut host: &TcpStream) -> bool {
        matches!(host.read(&mut [0]), Ok(0))
    }

    fn hung_up(pairs: &[(Arc<TcpStream>, TcpStream)]) -> Vec<usize> {
        let gone = pairs.iter().enumerate();
        let gone = gone.filter(|(_, (_, host))| is_hung_up_on(host));
        gone.map(|(index, _)| index).collect()
    }

    #[test]
    fn who_has_been_silent_goes_for_a_newcomer() {
        let queue = HandshakeQueue {
            grace: Duration::ZERO,
            ..HandshakeQueue::beside(1)
        };
        let pairs: Vec<_> = (0..MIN_SLOTS + 2).map(|_| pair()).collect();
        let enter = |pair: &(Arc<TcpStream>, _)| queue.enter(&pair.0);
        let mut slots: Vec<_> = pairs[..MIN_SLOTS].iter().map(enter).collect();
        slots[0].spoke();
        slots.push(enter(&pairs[MIN_SLOTS]));
        assert_eq!(hung_up(&pairs), [1]);
        slots.iter().for_each(Slot::spoke);
        slots.push(enter(&pairs[MIN_SLOTS + 1]));
        assert_eq!(hung_up(&pairs), [1], "who speaks is given time");
    }

    #[test]
    fn in_the_first_moment_only_a_rush_drives_anybody_out() {
        let queue = HandshakeQueue {
            grace: Duration::from_secs(3600),
            ..HandshakeQueue::beside(1)
        };
        let pairs: Vec<_> = (0..RUSH_FACTOR * MIN_SLOTS + 2).map(|_| pair()).collect();
        let enter = |pair: &(Arc<TcpStream>, _)| queue.enter(&pair.0);
        let mut slots: Vec<_> = pairs[..RUSH_FACTOR * MIN_SLOTS].iter().map(enter).collect();
        assert_eq!(hung_up(&pairs), [0; 0]);
        slots[0].spoke();
        slots.push(enter(&pairs[RUSH_FACTOR * MIN_SLOTS]));
        assert_eq!(hung_up(&pairs), [1]);
        slots.iter().for_each(Slot::spoke);
        slots.push(enter(&pairs[RUSH_FACTOR * MIN_SLOTS + 1]));
        assert_eq!(hung_up(&pairs), [0, 1]);
    }

    #[test]
    fn a_slot_is_free_again() {
        let queue = HandshakeQueue::beside(MIN_SLOTS + 1);
        let pairs: Vec<_> = (0..MIN_SLOTS + 2).map(|_| pair()).collect();
        let slots: Vec<_> = pairs[..MIN_SLOTS + 1]
            .iter()
            .map(|(socket, _)| queue.enter(socket))
            .collect();
        drop(slots);
        let _last = queue.enter(&pairs[MIN_SLOTS + 1].0);
        assert!(!pairs.iter().any(|(_, host)| is_hung_up_on(host)));
    }
}
