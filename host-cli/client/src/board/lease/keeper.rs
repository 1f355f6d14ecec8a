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

use super::state::SINCE_VERSION;
use crate::board::board::Board;
use crate::wire::session::Call;
use crate::wire::session::Session;

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

#[cfg(test)]
mod tests {
    use std::io;
    use std::sync::Arc;
    use std::sync::Mutex;
    use std::time::Instant;

    use fic_protocol::BoardResponse;
    use fic_protocol::codec;
    use fic_protocol::frame::Header;
    use fic_protocol::frame::Kind;
    use fic_protocol::samples;

    use super::*;
    use crate::cancel::CancelToken;
    use crate::wire::link::Link;
    use crate::wire::link::Received;
    use crate::wire::session::Opening;

    /// A board of version 2 that notes what it is asked and knows no lease.
    #[derive(Default)]
    struct Fake {
        asked: Arc<Mutex<Vec<String>>>,
        answer: Option<Received>,
    }

    impl Link for Fake {
        fn send(&mut self, header: Header, body: &[u8], _: Instant) -> io::Result<()> {
            let mut buffer = [0; samples::MAX_SAMPLE_LEN];
            let (kind, body) = match header.kind {
                Kind::Hello => (Kind::Welcome, vec![2, 1, 2]),
                _ => {
                    let request: HostRequest<'_> = codec::decode(body).unwrap();
                    self.asked.lock().unwrap().push(format!("{request:?}"));
                    let answer = match request {
                        HostRequest::Identify { .. } => {
                            BoardResponse::Identity(samples::identity())
                        }
                        _ => fic_protocol::BoardError::LeaseLost.into(),
                    };
                    let body = codec::encode(&answer, &mut buffer).unwrap();
                    (Kind::Response, body.to_vec())
                }
            };
            let header = Header { kind, ..header };
            self.answer = Some(Received { header, body });
            Ok(())
        }

        fn receive(&mut self, _: Instant) -> io::Result<Option<Received>> {
            Ok(self.answer.take())
        }

        fn line_errors(&self) -> u64 {
            0
        }
    }

    #[test]
    fn a_lease_is_renewed_until_the_pause_ends() {
        let fake = Fake::default();
        let asked = Arc::clone(&fake.asked);
        let opening = Opening {
            address: "fake",
            who: "ann@lab",
            first_id: 1,
            stop: CancelToken::default(),
            deadline: Instant::now() + Duration::from_secs(60),
        };
        let mut session = Session::open(Box::new(fake), opening).unwrap();
        let (done, ended) = channel();
        thread::scope(|scope| {
            scope.spawn(|| renew(&mut session, Duration::from_millis(1), ended));
            // A refusal does not end it.
            while asked.lock().unwrap().len() < 4 {
                thread::yield_now();
            }
            drop(done);
        });
        let asked = asked.lock().unwrap();
        assert!(
            asked[1..].iter().all(|request| request == "LeaseRenew"),
            "{asked:?}"
        );
    }
}
