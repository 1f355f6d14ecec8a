//! A request that lasts: one thread acts, one reports, the session goes on listening

use std::io::Write;
use std::sync::Arc;
use std::sync::Condvar;
use std::sync::Mutex;
use std::sync::MutexGuard;
use std::sync::PoisonError;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering;
use std::thread;
use std::time::Duration;
use std::time::Instant;

use fic_core::Cancelled;
use fic_core::Hooks;
use fic_protocol::BoardError;
use fic_protocol::BoardEvent;
use fic_protocol::BoardResponse;
use fic_protocol::Progress;

use super::out::Out;

/// A long request under way, as its session sees it.
#[derive(Clone)]
pub(super) struct Long {
    pub(super) id: u32,
    pub(super) version: u8,
    shared: Arc<Shared>,
}

#[derive(Default)]
struct Shared {
    cancel: AtomicBool,
    over: AtomicBool,
    mail: Mutex<Mail>,
    changed: Condvar,
}

/// What the acting thread has to say, the newest only.
#[derive(Default)]
struct Mail {
    progress: Option<Progress>,
    data: Vec<u8>,
    /// Nobody reads any more.
    closed: bool,
    answer: Option<BoardResponse>,
}

/// What the reporting thread takes out of the mail.
struct Taken {
    progress: Option<Progress>,
    data: Vec<u8>,
    answer: Option<BoardResponse>,
}

/// Bytes that may wait for the peer; then the board waits, see [`Pace::reading`].
const MOST_DATA: usize = 64 * 1024;

/// How long things may take between peer and board.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pace {
    /// Between two progress events.
    pub(super) events: Duration,
    /// How long the board waits in all, over one request, for a peer that reads slower than
    /// it is served: then the request is given up, and others get the board.
    pub(super) reading: Duration,
}

impl Long {
    pub(super) fn new(id: u32, version: u8) -> Self {
        Self {
            id,
            version,
            shared: Arc::default(),
        }
    }

    /// Its answer is on its way or sent.
    pub(super) fn is_over(&self) -> bool {
        self.shared.over.load(Ordering::Acquire)
    }

    /// Lets its next report stop it.
    pub(super) fn cancel(&self) {
        self.shared.cancel.store(true, Ordering::Relaxed);
    }

    /// Acts and reports until the answer is sent.
    pub(super) fn run<W: Write + Send>(
        &self,
        act: impl FnOnce(&mut dyn Hooks) -> BoardResponse + Send,
        pace: Pace,
        out: &Out<W>,
    ) {
        thread::scope(|scope| {
            let act = || {
                let mut postbox = Postbox {
                    shared: &self.shared,
                    patience: pace.reading,
                };
                let answer = act(&mut postbox);
                self.shared.mail().answer = Some(answer);
            };
            match thread::Builder::new().spawn_scoped(scope, act) {
                Ok(acting) => {
                    self.report(pace.events, out);
                    // A panic was answered by the postbox already.
                    let _ = acting.join();
                }
                Err(_) => self.finish(out, &BoardResponse::from(BoardError::NotSupported)),
            }
        });
    }

    fn report<W: Write>(&self, interval: Duration, out: &Out<W>) {
        let mut next_event = Instant::now();
        loop {
            let Taken {
                progress,
                data,
                answer,
            } = self.shared.next(next_event);
            if !data.is_empty() {
                let left = out.data(self.version, self.id, &data);
                self.shared.mail().closed |= !left;
                self.shared.changed.notify_all();
            }
            if let Some(answer) = answer {
                return self.finish(out, &answer);
            }
            if let Some(progress) = progress {
                out.event(self.version, self.id, &BoardEvent::Progress(progress));
                next_event = Instant::now() + interval;
            }
        }
    }

    /// The session may take the next long request before the peer can ask for it.
    fn finish<W: Write>(&self, out: &Out<W>, answer: &BoardResponse) {
        self.shared.over.store(true, Ordering::Release);
        out.respond(self.version, self.id, answer);
        out.flush();
    }
}

impl Shared {
    fn mail(&self) -> MutexGuard<'_, Mail> {
        self.mail.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for an answer, for data, or for progress once it may be told.
    fn next(&self, event_from: Instant) -> Taken {
        let mut mail = self.mail();
        loop {
            let wait = event_from.saturating_duration_since(Instant::now());
            let told = wait.is_zero() && mail.progress.is_some();
            if mail.answer.is_some() || !mail.data.is_empty() || told {
                return Taken {
                    progress: if told { mail.progress.take() } else { None },
                    data: std::mem::take(&mut mail.data),
                    answer: mail.answer.take(),
                };
            }
            let wait = match mail.progress {
                Some(_) => wait,
                None => Duration::from_secs(1),
            };
            (mail, _) = self
                .changed
                .wait_timeout(mail, wait)
                .unwrap_or_else(PoisonError::into_inner);
        }
    }
}

/// The acting thread's end of the mail.
struct Postbox<'a> {
    shared: &'a Shared,
    /// What is left of [`Pace::reading`].
    patience: Duration,
}

impl Postbox<'_> {
    /// Waits until the peer has taken so much that `len` bytes have room.
    fn room_for(&mut self, len: usize) -> Result<MutexGuard<'_, Mail>, Cancelled> {
        let began = Instant::now();
        let mut mail = self.shared.mail();
        while mail.data.len() + len > MOST_DATA {
            let cancelled = self.shared.cancel.load(Ordering::Relaxed);
            if cancelled || mail.closed || began.elapsed() >= self.patience {
                return Err(Cancelled);
            }
            (mail, _) = self
                .shared
                .changed
                .wait_timeout(mail, Duration::from_millis(100))
                .unwrap_or_else(PoisonError::into_inner);
        }
        self.patience = self.patience.saturating_sub(began.elapsed());
        match mail.closed {
            true => Err(Cancelled),
            false => Ok(mail),
        }
    }
}

impl Hooks for Postbox<'_> {
    fn progress(&mut self, progress: Progress) -> Result<(), Cancelled> {
        self.shared.mail().progress = Some(progress);
        self.shared.changed.notify_one();
        match self.shared.cancel.load(Ordering::Relaxed) {
            true => Err(Cancelled),
            false => Ok(()),
        }
    }

    fn data(&mut self, bytes: &[u8]) -> Result<(), Cancelled> {
        self.room_for(bytes.len())?.data.extend_from_slice(bytes);
        self.shared.changed.notify_all();
        Ok(())
    }
}

impl Drop for Postbox<'_> {
    /// Even a panic in the request leaves an answer: nobody waits for ever.
    fn drop(&mut self) {
        let mut mail = self.shared.mail();
        mail.answer
            .get_or_insert(BoardResponse::from(BoardError::PinFault));
        self.shared.changed.notify_one();
    }
}

#[cfg(test)]
mod tests {
    use std::io;

    use super::*;

    /// Takes what a write gives it, always within a deadline, but slowly.
    struct Trickle(usize);

    impl Write for Trickle {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            thread::sleep(Duration::from_millis(10));
            self.0 += bytes.len();
            Ok(bytes.len())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_peer_that_reads_slowly_does_not_hold_the_board() {
        let out = Out::new(Trickle(0), Duration::from_secs(60), false);
        let pace = Pace {
            events: Duration::from_secs(60),
            reading: Duration::from_millis(200),
        };
        let mut given = 0;
        let act = |hooks: &mut dyn Hooks| {
            // 1 GiB would take more than half an hour.
            for _ in 0..1 << 20 {
                if hooks.data(&[7; 1024]).is_err() {
                    return BoardError::Cancelled.into();
                }
                given += 1024;
            }
            BoardResponse::Done
        };
        Long::new(1, 2).run(act, pace, &out);
        // The peer did read, or it would have been given up for another reason.
        assert!(given > MOST_DATA, "{given}");
        assert!(given < 1 << 30, "the board waited for ever");
        assert!(!out.is_dead());
    }
}
