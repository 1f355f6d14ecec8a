//! Peers that have not shown a key yet: a bounded number; who says nothing goes first

use std::collections::VecDeque;
use std::net::Shutdown;
use std::net::TcpStream;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::MutexGuard;
use std::sync::PoisonError;

/// Peers in a handshake at a time, at least: a good one is through within a few round
/// trips. Where more sessions may be open, as many may begin at once.
const LEAST: usize = 64;

/// Peers in a handshake.
pub(super) struct Waiting {
    most: usize,
    peers: Mutex<VecDeque<One>>,
}

struct One {
    socket: Arc<TcpStream>,
    /// It has said how it wants to speak TLS, which silence and garbage have not.
    spoke: bool,
}

/// A place in the crowd; free again when dropped.
pub(super) struct Place<'w> {
    waiting: &'w Waiting,
    socket: Arc<TcpStream>,
}

impl Waiting {
    /// Places beside those of so many sessions.
    pub(super) fn beside(sessions: usize) -> Self {
        Self {
            most: sessions.max(LEAST),
            peers: Mutex::default(),
        }
    }

    /// Takes a place, if need be that of who has said nothing for longest, or of who has
    /// waited longest if all have spoken; that one is hung up on.
    pub(super) fn enter(&self, socket: &Arc<TcpStream>) -> Place<'_> {
        let mut peers = self.lock();
        if peers.len() >= self.most {
            let silent = peers.iter().position(|one| !one.spoke);
            if let Some(out) = peers.remove(silent.unwrap_or(0)) {
                // Its own thread sees that and ends.
                let _ = out.socket.shutdown(Shutdown::Both);
            }
        }
        peers.push_back(One {
            socket: Arc::clone(socket),
            spoke: false,
        });
        Place {
            waiting: self,
            socket: Arc::clone(socket),
        }
    }

    fn lock(&self) -> MutexGuard<'_, VecDeque<One>> {
        self.peers.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Place<'_> {
    /// Whoever has it is no silent one.
    pub(super) fn spoke(&self) {
        let mut peers = self.waiting.lock();
        let own = peers
            .iter_mut()
            .find(|one| Arc::ptr_eq(&one.socket, &self.socket));
        if let Some(one) = own {
            one.spoke = true;
        }
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        let mut peers = self.waiting.lock();
        peers.retain(|one| !Arc::ptr_eq(&one.socket, &self.socket));
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;
    use std::net::TcpListener;
    use std::time::Duration;

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

    #[test]
    fn who_says_nothing_goes_before_who_has_spoken() {
        let waiting = Waiting::beside(1);
        let pairs: Vec<_> = (0..LEAST + 2).map(|_| pair()).collect();
        let mut places: Vec<_> = pairs[..LEAST]
            .iter()
            .map(|(socket, _)| waiting.enter(socket))
            .collect();
        places[0].spoke();
        places.push(waiting.enter(&pairs[LEAST].0));
        assert!(is_hung_up_on(&pairs[1].1));
        places.iter().for_each(Place::spoke);
        places.push(waiting.enter(&pairs[LEAST + 1].0));
        assert!(is_hung_up_on(&pairs[0].1));
        let out = pairs.iter().filter(|(_, host)| is_hung_up_on(host));
        assert_eq!(out.count(), 2);
    }

    #[test]
    fn a_place_is_free_again() {
        let waiting = Waiting::beside(LEAST + 1);
        let pairs: Vec<_> = (0..LEAST + 2).map(|_| pair()).collect();
        let places: Vec<_> = pairs[..LEAST + 1]
            .iter()
            .map(|(socket, _)| waiting.enter(socket))
            .collect();
        drop(places);
        let _last = waiting.enter(&pairs[LEAST + 1].0);
        assert!(!pairs.iter().any(|(_, host)| is_hung_up_on(host)));
    }
}
