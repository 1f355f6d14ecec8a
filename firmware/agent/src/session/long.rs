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
use fic_core::peer::ReplyTo;
use fic_protocol::BoardError;
use fic_protocol::BoardEvent;
use fic_protocol::BoardResponse;
use fic_protocol::Progress;

use super::frame_writer::FrameWriter;
use super::limits::Limits;

/// A long request under way, as its session sees it.
#[derive(Clone)]
pub(super) struct LongRequest {
    to: ReplyTo,
    shared: Arc<Shared>,
}

#[derive(Default)]
struct Shared {
    cancel: AtomicBool,
    over: AtomicBool,
    mailbox: Mutex<Mailbox>,
    changed: Condvar,
}

/// What the acting thread has to say, the newest only.
#[derive(Default)]
struct Mailbox {
    progress: Option<Progress>,
    data: Vec<u8>,
    /// Nobody reads any more.
    closed: bool,
    answer: Option<BoardResponse>,
}

/// What the reporting thread takes out of the mailbox.
struct Mail {
    progress: Option<Progress>,
    data: Vec<u8>,
    answer: Option<BoardResponse>,
}

/// Bytes that may wait for the peer; then the board waits, see [`Pacing::reading`].
const MOST_DATA: usize = 64 * 1024;

/// How long things may take between peer and board.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pacing {
    /// Between two progress events.
    pub(super) events: Duration,
    /// How long the board waits in all, over one request, for a peer that reads slower than
    /// it is served: then the request is given up, and others get the board.
    pub(super) reading: Duration,
}

impl Pacing {
    pub(super) fn of(limits: &Limits) -> Self {
        Self {
            events: limits.event_interval,
            reading: limits.write,
        }
    }
}

impl LongRequest {
    pub(super) fn new(to: ReplyTo) -> Self {
        Self {
            to,
            shared: Arc::default(),
        }
    }

    /// Of the frame that carried it.
    pub(super) fn id(&self) -> u32 {
        self.to.id
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
        pacing: Pacing,
        out: &FrameWriter<W>,
    ) {
        thread::scope(|scope| {
            let act = || {
                let mut sink = ProgressSink {
                    shared: &self.shared,
                    patience: pacing.reading,
                };
                let answer = act(&mut sink);
                self.shared.mailbox().answer = Some(answer);
            };
            match thread::Builder::new().spawn_scoped(scope, act) {
                Ok(acting) => {
                    self.report(pacing.events, out);
                    // A panic was answered by the sink already.
                    let _ = acting.join();
                }
                Err(_) => self.finish(out, &BoardResponse::from(BoardError::NotSupported)),
            }
        });
    }

    fn report<W: Write>(&self, interval: Duration, out: &FrameWriter<W>) {
        let mut next_event = Instant::now();
        loop {
            let Mail {
                progress,
                data,
                answer,
            } = self.shared.next(next_event);
            if !data.is_empty() {
                let left = out.data(self.to, &data);
                self.shared.mailbox().closed |= !left;
                self.shared.changed.notify_all();
            }
            if let Some(answer) = answer {
                return self.finish(out, &answer);
            }
            if let Some(progress) = progress {
                out.event(self.to, &BoardEvent::Progress(progress));
                next_event = Instant::now() + interval;
            }
        }
    }

    /// The session may take the next long request before the peer can ask for it.
    fn finish<W: Write>(&self, out: &FrameWriter<W>, answer: &BoardResponse) {
        self.shared.over.store(true, Ordering::Release);
        out.respond(self.to, answer);
        out.flush();
    }
}

impl Shared {
    fn mailbox(&self) -> MutexGuard<'_, Mailbox> {
        self.mailbox.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for an answer, for data, or for progress once it may be told.
    fn next(&self, event_from: Instant) -> Mail {
        let mut mailbox = self.mailbox();
        loop {
            let wait = event_from.saturating_duration_since(Instant::now());
            let told = wait.is_zero() && mailbox.progress.is_some();
            if mailbox.answer.is_some() || !mailbox.data.is_empty() || told {
                return Mail {
                    progress: if told { mailbox.progress.take() } else { None },
                    data: std::mem::take(&mut mailbox.data),
                    answer: mailbox.answer.take(),
                };
            }
            let wait = match mailbox.progress {
                Some(_) => wait,
                None => Duration::from_secs(1),
            };
            (mailbox, _) = self
                .changed
                .wait_timeout(mailbox, wait)
                .unwrap_or_else(PoisonError::into_inner);
        }
    }
}

/// The acting thread's end of the mailbox.
struct ProgressSink<'a> {
    shared: &'a Shared,
    /// What is left of [`Pacing::reading`].
    patience: Duration,
}

impl ProgressSink<'_> {
    /// Waits until the peer has taken so much that `len` bytes have room.
    fn room_for(&mut self, len: usize) -> Result<MutexGuard<'_, Mailbox>, Cancelled> {
        let began = Instant::now();
        let mut mailbox = self.shared.mailbox();
        while mailbox.data.len() + len > MOST_DATA {
            let cancelled = self.shared.cancel.load(Ordering::Relaxed);
            if cancelled || mailbox.closed || began.elapsed() >= self.patience {
                return Err(Cancelled);
            }
            (mailbox, _) = self
                .shared
                .changed
                .wait_timeout(mailbox, Duration::from_millis(100))
                .unwrap_or_else(PoisonError::into_inner);
        }
        self.patience = self.patience.saturating_sub(began.elapsed());
        if mailbox.closed {
            Err(Cancelled)
        } else {
            Ok(mailbox)
        }
    }
}

impl Hooks for ProgressSink<'_> {
    fn progress(&mut self, progress: Progress) -> Result<(), Cancelled> {
        self.shared.mailbox().progress = Some(progress);
        self.shared.changed.notify_one();
        if self.shared.cancel.load(Ordering::Relaxed) {
            Err(Cancelled)
        } else {
            Ok(())
        }
    }

    fn data(&mut self, bytes: &[u8]) -> Result<(), Cancelled> {
        self.room_for(bytes.len())?.data.extend_from_slice(bytes);
        self.shared.changed.notify_all();
        Ok(())
    }
}

impl Drop for ProgressSink<'_> {
    /// Even a panic in the request leaves an answer: nobody waits for ever.
    fn drop(&mut self) {
        let mut mailbox = self.shared.mailbox();
        mailbox
            .answer
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
        let out = FrameWriter::new(Trickle(0), Duration::from_secs(60), false);
        let pacing = Pacing {
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
        LongRequest::new(ReplyTo { version: 2, id: 1 }).run(act, pacing, &out);
        // The peer did read, or it would have been given up for another reason.
        assert!(given > MOST_DATA, "{given}");
        assert!(given < 1 << 30, "the board waited for ever");
        assert!(!out.is_dead());
    }
}
