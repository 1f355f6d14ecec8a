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

/// Bytes that may wait for the peer; then the board waits, for as long as a write may take.
const MOST_DATA: usize = 64 * 1024;

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
        event_interval: Duration,
        out: &Out<W>,
    ) {
        thread::scope(|scope| {
            let act = || {
                let mut postbox = Postbox(&self.shared);
                let answer = act(&mut postbox);
                self.shared.mail().answer = Some(answer);
            };
            match thread::Builder::new().spawn_scoped(scope, act) {
                Ok(acting) => {
                    self.report(event_interval, out);
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
struct Postbox<'a>(&'a Shared);

impl Hooks for Postbox<'_> {
    fn progress(&mut self, progress: Progress) -> Result<(), Cancelled> {
        self.0.mail().progress = Some(progress);
        self.0.changed.notify_one();
        match self.0.cancel.load(Ordering::Relaxed) {
            true => Err(Cancelled),
            false => Ok(()),
        }
    }

    fn data(&mut self, bytes: &[u8]) -> Result<(), Cancelled> {
        let mut mail = self.0.mail();
        while mail.data.len() + bytes.len() > MOST_DATA && !mail.closed {
            if self.0.cancel.load(Ordering::Relaxed) {
                return Err(Cancelled);
            }
            (mail, _) = self
                .0
                .changed
                .wait_timeout(mail, Duration::from_millis(100))
                .unwrap_or_else(PoisonError::into_inner);
        }
        if mail.closed {
            return Err(Cancelled);
        }
        mail.data.extend_from_slice(bytes);
        self.0.changed.notify_all();
        Ok(())
    }
}

impl Drop for Postbox<'_> {
    /// Even a panic in the request leaves an answer: nobody waits for ever.
    fn drop(&mut self) {
        let mut mail = self.0.mail();
        mail.answer
            .get_or_insert(BoardResponse::from(BoardError::PinFault));
        self.0.changed.notify_one();
    }
}
