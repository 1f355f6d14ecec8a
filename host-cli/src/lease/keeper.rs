//! Renewing while this side makes the board wait
//!
//! Each change renews a lease, so it can only end in a pause: a pipe or a file that gives
//! nothing for long. While such a read blocks, a thread renews.

use std::sync::mpsc::Receiver;
use std::sync::mpsc::RecvTimeoutError;
use std::sync::mpsc::channel;
use std::thread;
use std::time::Duration;

use fic_protocol::HostRequest;

use super::SINCE_VERSION;
use crate::Board;
use crate::client::Call;
use crate::client::Session;

/// A third of an automatic lease: two renewals may get lost.
const PAUSE: Duration = Duration::from_secs(20);

impl Board {
    /// Does something that may block for long, and meanwhile keeps the lease.
    pub(crate) fn keeping_lease<T>(&mut self, act: impl FnOnce() -> T) -> T {
        self.keeping_lease_every(PAUSE, act)
    }

    fn keeping_lease_every<T>(&mut self, pause: Duration, act: impl FnOnce() -> T) -> T {
        let in_use = self.lease.in_use();
        let session = self.session_as_it_is();
        let Some(session) = session.filter(|session| in_use && session.version() >= SINCE_VERSION)
        else {
            return act();
        };
        let (done, ended) = channel::<()>();
        thread::scope(|scope| {
            // Without a thread the lease may end, which the next request notices.
            let keeper =
                thread::Builder::new().spawn_scoped(scope, || renew(session, pause, ended));
            if let Err(error) = keeper {
                log::debug!("nothing renews the lease: {error}");
            }
            let result = act();
            drop(done);
            result
        })
    }
}

/// Renews until the other end of the channel is gone. Who holds no lease is told so, and
/// a broken link shows at the next request: both are of no matter here.
fn renew(session: &mut Session, pause: Duration, ended: Receiver<()>) {
    while ended.recv_timeout(pause) == Err(RecvTimeoutError::Timeout) {
        let limits = session.limits();
        let call = Call::quick(&HostRequest::LeaseRenew, &limits).at_most(1);
        if let Err(error) = session.call(call) {
            log::debug!("the lease was not renewed: {error}");
        }
    }
}
