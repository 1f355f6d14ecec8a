//! Peers that have not shown a key yet: a bounded number, the oldest go first

use std::collections::VecDeque;
use std::net::Shutdown;
use std::net::TcpStream;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::MutexGuard;
use std::sync::PoisonError;

/// Peers in a handshake at a time. A good one is through within a few round trips, so a
/// crowd that says nothing pushes itself out.
const MOST: usize = 64;

/// Peers in a handshake.
#[derive(Default)]
pub(super) struct Waiting(Mutex<VecDeque<Arc<TcpStream>>>);

/// A place in the crowd; free again when dropped.
pub(super) struct Place<'w> {
    waiting: &'w Waiting,
    socket: Arc<TcpStream>,
}

impl Waiting {
    /// Takes a place, if need be that of who has waited longest, who is hung up on.
    pub(super) fn enter(&self, socket: &Arc<TcpStream>) -> Place<'_> {
        let mut peers = self.lock();
        if peers.len() >= MOST
            && let Some(oldest) = peers.pop_front()
        {
            // Its own thread sees that and ends.
            let _ = oldest.shutdown(Shutdown::Both);
        }
        peers.push_back(Arc::clone(socket));
        Place {
            waiting: self,
            socket: Arc::clone(socket),
        }
    }

    fn lock(&self) -> MutexGuard<'_, VecDeque<Arc<TcpStream>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        let mut peers = self.waiting.lock();
        peers.retain(|one| !Arc::ptr_eq(one, &self.socket));
    }
}
