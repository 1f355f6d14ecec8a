//! A wish to stop, heard by every thread that waits

use std::io;
use std::io::Read;
use std::io::Seek;
use std::io::SeekFrom;
use std::io::Write;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering;
use std::time::Duration;
use std::time::Instant;

use crate::error::Error;

/// How often whoever waits looks whether it should stop.
pub const TICK: Duration = Duration::from_millis(50);

/// Set once, by Ctrl-C or by the program; clones are the same wish.
#[derive(Debug, Clone, Default)]
pub struct Cancel(Arc<AtomicBool>);

impl Cancel {
    /// Asks everything that holds a clone to stop.
    pub fn set(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Whether it was asked to stop.
    pub fn is_set(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }

    /// Fails once it was asked to stop.
    ///
    /// # Errors
    /// [`Error::Cancelled`].
    pub fn check(&self) -> Result<(), Error> {
        match self.is_set() {
            true => Err(Error::Cancelled { diagnosis: None }),
            false => Ok(()),
        }
    }
}

/// A reader or writer that fails once it was asked to stop.
pub struct Guarded<T> {
    inner: T,
    cancel: Cancel,
}

impl<T> Guarded<T> {
    /// Around a reader or a writer.
    pub fn new(inner: T, cancel: &Cancel) -> Self {
        let cancel = cancel.clone();
        Self { inner, cancel }
    }

    /// Not as `Interrupted`, after which `std` tries again.
    fn check(&self) -> io::Result<()> {
        match self.cancel.is_set() {
            true => Err(io::Error::other("cancelled")),
            false => Ok(()),
        }
    }
}

impl<T: Read> Read for Guarded<T> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.check()?;
        self.inner.read(buffer)
    }
}

impl<T: Write> Write for Guarded<T> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.check()?;
        self.inner.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

impl<T: Seek> Seek for Guarded<T> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.inner.seek(to)
    }
}

/// When work on one board has to stop: a wish, or the end of the time it was given.
#[derive(Debug, Clone, Default)]
pub(crate) struct CancelToken {
    cancel: Cancel,
    limit: Option<(Instant, Duration)>,
    /// What is under way must be finished; clones hear it, too.
    muted: Arc<AtomicBool>,
}

impl CancelToken {
    /// Stops at the wish, or `limit` from now.
    pub(crate) fn new(cancel: Cancel, limit: Option<Duration>) -> Self {
        let limit = limit.and_then(|limit| Some((Instant::now().checked_add(limit)?, limit)));
        Self {
            cancel,
            limit,
            muted: Arc::default(),
        }
    }

    /// From now on nothing stops: something is put back as it was.
    pub(crate) fn mute(&self) {
        self.muted.store(true, Ordering::Relaxed);
    }

    /// Fails once it is time to stop.
    pub(crate) fn check(&self) -> Result<(), Error> {
        if self.muted.load(Ordering::Relaxed) {
            return Ok(());
        }
        self.cancel.check()?;
        match self.limit {
            Some((end, limit)) if Instant::now() >= end => Err(Error::TimeLimit { limit }),
            _ => Ok(()),
        }
    }

    /// Sleeps, but no longer than until it is time to stop.
    pub(crate) fn sleep(&self, time: Duration) -> Result<(), Error> {
        let end = Instant::now() + time;
        loop {
            self.check()?;
            let left = end.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Ok(());
            }
            std::thread::sleep(left.min(TICK));
        }
    }
}
