//! What was done to the board, by whom: an append-only log in the store's folder
//!
//! ```text
//!  DIR/audit.jsonl      newest records, one JSON object a line, numbered from 1
//!  DIR/audit.1.jsonl    the ones before them; replaced when the newer file is full
//! ```
//!
//! A record is on the disk before its request is answered. A line that a power cut left
//! half written is removed at the next start. A disk that is full or broken stops nobody:
//! what could not be written is counted and told in the next line that can be.

mod log;
mod read;
mod record;
mod refusals;
mod result;
mod segment;

use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::MutexGuard;
use std::sync::PoisonError;
use std::time::Instant;

use fic_protocol::limits::MAX_AUDIT_RECORD_LEN;

use log::Log;
pub use read::Extract;
pub use record::Actor;
pub use record::Entry;
use refusals::Refusals;
pub use result::result_of;

/// Most bytes of each of the two files, unless somebody says otherwise.
pub const DEFAULT_LIMIT: u64 = 1 << 20;
/// Fewer would not even hold a handful of records.
const LEAST_LIMIT: u64 = 16 * MAX_AUDIT_RECORD_LEN as u64;

/// The log of one agent, shared by all sessions.
pub struct Audit {
    began: Instant,
    inner: Mutex<Inner>,
}

struct Inner {
    place: Option<Place>,
    log: Option<Log>,
    /// Refusals of those who are not let in, and of the others.
    strangers: Refusals,
    known: Refusals,
    /// Records that could not be written since the last one that could.
    lost: u64,
    notice: fn(&str),
}

struct Place {
    folder: PathBuf,
    limit: u64,
    durable: bool,
}

impl Audit {
    /// A log that keeps nothing, of an agent without a folder.
    pub fn disabled() -> Self {
        Self::of(None, |_| {})
    }

    /// The log in this folder; each of its two files has at most `limit` bytes (16 KiB at
    /// least). `notice` is told once when it cannot be written.
    pub fn open(folder: PathBuf, limit: u64, durable: bool, notice: fn(&str)) -> Self {
        let place = Place {
            folder,
            limit: limit.max(LEAST_LIMIT),
            durable,
        };
        let audit = Self::of(Some(place), notice);
        audit.lock().ready();
        audit
    }

    fn of(place: Option<Place>, notice: fn(&str)) -> Self {
        let now = Instant::now();
        let inner = Inner {
            place,
            log: None,
            strangers: Refusals::new(now),
            known: Refusals::new(now),
            lost: 0,
            notice,
        };
        Self {
            began: now,
            inner: Mutex::new(inner),
        }
    }

    /// Writes a line and flushes it to the disk.
    pub fn write(&self, entry: &Entry) {
        let up_ms = self.up_ms();
        self.lock().write(up_ms, entry, true);
    }

    /// Writes a line about something that was refused, if there were not too many of late;
    /// `detail` then says how many were left out.
    pub fn refused(&self, mut entry: Entry) {
        let up_ms = self.up_ms();
        let mut inner = self.lock();
        let actor = &entry.actor;
        let same = format!("{} {} {}", entry.what, entry.result, actor.key);
        // Whoever was let in has a share of its own: strangers can make any number of
        // refusals, and must not hide those.
        let refusals = if actor.is_stranger() {
            &mut inner.strangers
        } else {
            &mut inner.known
        };
        let Some(untold) = refusals.tell(&same, Instant::now()) else {
            return;
        };
        if untold > 0 {
            entry.detail = format!("{untold} refusals before this one were not written");
        }
        inner.write(up_ms, &entry, false);
    }

    /// Says what was left out, if that is due: not more often than every few minutes, so
    /// that a kill hides little.
    pub fn tick(&self) {
        let up_ms = self.up_ms();
        let mut inner = self.lock();
        let now = Instant::now();
        let untold = inner.strangers.overdue(now) + inner.known.overdue(now);
        inner.left_out(up_ms, untold);
    }

    /// Says what was left out, at the end.
    pub fn finish(&self) {
        let up_ms = self.up_ms();
        let mut inner = self.lock();
        let untold = inner.strangers.untold() + inner.known.untold();
        inner.left_out(up_ms, untold);
    }

    /// Records ever written.
    pub fn records(&self) -> u64 {
        let mut inner = self.lock();
        inner.ready().map_or(0, |log| log.next() - 1)
    }

    /// At most `count` records from number `from` on, or the newest ones if that is 0.
    pub fn extract(&self, from: u64, count: u16) -> Extract {
        let mut inner = self.lock();
        let Some(log) = inner.ready() else {
            return Extract::nothing(from);
        };
        let (oldest, next) = (log.oldest(), log.next());
        let count = u64::from(count);
        let wanted = match from {
            0 => next.saturating_sub(count),
            from => from,
        };
        let first = wanted.clamp(oldest, next);
        let files = log.readers().into_iter();
        Extract {
            first,
            records: count.min(next - first),
            files: files
                .filter_map(|(segment, file)| Some((segment, file.ok()?)))
                .collect(),
        }
    }

    fn up_ms(&self) -> u64 {
        u64::try_from(self.began.elapsed().as_millis()).unwrap_or(u64::MAX)
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inner {
    /// The log, opened again if it could not be before.
    fn ready(&mut self) -> Option<&mut Log> {
        if self.log.is_none() {
            let place = self.place.as_ref()?;
            match Log::open(&place.folder, place.limit, place.durable) {
                Ok(log) => self.log = Some(log),
                Err(error) => self.failed(&error),
            }
        }
        self.log.as_mut()
    }

    fn left_out(&mut self, up_ms: u64, untold: u64) {
        if untold > 0 {
            let mut entry = Entry::new(Actor::default(), "refusals not written");
            entry.count = Some(untold);
            self.write(up_ms, &entry, true);
        }
    }

    fn write(&mut self, up_ms: u64, entry: &Entry, flush: bool) {
        if self.place.is_none() {
            return;
        }
        if self.lost > 0 {
            let mut gap = Entry::new(Actor::default(), "records lost");
            gap.count = Some(self.lost);
            gap.result = "store_failed".into();
            if !self.append(up_ms, &gap, false) {
                self.lost += 1;
                return;
            }
            self.lost = 0;
        }
        if !self.append(up_ms, entry, flush) {
            self.lost += 1;
        }
    }

    fn append(&mut self, up_ms: u64, entry: &Entry, flush: bool) -> bool {
        let Some(log) = self.ready() else {
            return false;
        };
        let line = record::line(log.next(), up_ms, entry);
        match log.append(&line, flush) {
            Ok(()) => true,
            Err(error) => {
                self.failed(&error);
                false
            }
        }
    }

    /// Told once until a line can be written again.
    fn failed(&mut self, error: &std::io::Error) {
        if self.lost == 0 {
            (self.notice)(&format!("the audit log cannot be written: {error}"));
        }
    }
}
