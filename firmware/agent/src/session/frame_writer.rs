//! Frames towards the peer, written by whoever has one, within a deadline

use std::io;
use std::io::Write;
use std::sync::Mutex;
use std::sync::MutexGuard;
use std::sync::PoisonError;
use std::time::Duration;
use std::time::Instant;

use fic_core::peer::DATA_LEN;
use fic_core::peer::FrameBuffer;
use fic_core::peer::ReplyTo;
use fic_protocol::BoardEvent;
use fic_protocol::BoardResponse;
use fic_protocol::frame::Header;

use super::stream::is_pause;

/// Answers are gathered up to this many bytes before they are written unasked.
const GATHER: usize = 4096;

/// The writing half of a session.
pub(super) struct FrameWriter<W> {
    inner: Mutex<Inner<W>>,
    deadline: Duration,
    /// A line has no end: what nobody reads is dropped, and the next answer is tried again.
    line: bool,
    now: fn() -> Instant,
}

struct Inner<W> {
    writer: W,
    pending: Vec<u8>,
    /// The peer does not read, or is gone: nothing is written any more.
    dead: bool,
    /// Writes whose bytes did not all leave.
    losses: u64,
}

impl<W: Write> FrameWriter<W> {
    pub(super) fn new(writer: W, deadline: Duration, line: bool) -> Self {
        let inner = Inner {
            writer,
            pending: Vec::new(),
            dead: false,
            losses: 0,
        };
        Self {
            inner: Mutex::new(inner),
            deadline,
            line,
            now: Instant::now,
        }
    }

    /// Nothing reaches the peer any more.
    pub(super) fn is_dead(&self) -> bool {
        self.lock().dead
    }

    /// Queues an answer; [`Self::flush`] sends it.
    pub(super) fn respond(&self, to: ReplyTo, response: &BoardResponse) {
        self.queue(FrameBuffer::default().response(to, response));
    }

    /// Sends an event.
    pub(super) fn event(&self, to: ReplyTo, event: &BoardEvent) {
        self.queue(FrameBuffer::default().event(to, event));
        self.flush();
    }

    /// Sends bytes that the request of this id asked for; tells whether they left.
    pub(super) fn data(&self, to: ReplyTo, bytes: &[u8]) -> bool {
        let before = self.lock().losses;
        for piece in bytes.chunks(DATA_LEN) {
            self.queue(FrameBuffer::default().data(to, piece));
            if self.lock().losses != before {
                return false;
            }
        }
        self.flush();
        self.lock().losses == before
    }

    /// Queues a frame of the frozen kinds.
    pub(super) fn frame(&self, header: Header, body: &[u8]) {
        self.queue(FrameBuffer::default().frame(header, body));
    }

    /// Writes what is queued, within the deadline.
    pub(super) fn flush(&self) {
        self.flush_locked(&mut self.lock());
    }

    fn flush_locked(&self, inner: &mut Inner<W>) {
        if inner.pending.is_empty() {
            return;
        }
        let patience = Patience::new(self.deadline, self.line, self.now);
        let lost = inner.dead || write_within(&mut inner.writer, &inner.pending, patience).is_err();
        inner.pending.clear();
        if lost {
            inner.dead = !self.line;
            inner.losses += 1;
            // Ends the frame that was cut, so that it does not swallow the next one.
            inner.pending.push(0);
        }
    }

    fn queue(&self, wire: &[u8]) {
        let mut inner = self.lock();
        inner.pending.extend_from_slice(wire);
        if inner.pending.len() >= GATHER {
            self.flush_locked(&mut inner);
        }
    }

    fn lock(&self) -> MutexGuard<'_, Inner<W>> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// How long a write may take.
struct Patience {
    deadline: Duration,
    until: Instant,
    /// Even an answer takes its time there: the deadline counts from byte to byte.
    line: bool,
    now: fn() -> Instant,
}

impl Patience {
    fn new(deadline: Duration, line: bool, now: fn() -> Instant) -> Self {
        Self {
            deadline,
            until: now() + deadline,
            line,
            now,
        }
    }

    fn moved_on(&mut self) {
        if self.line {
            self.until = (self.now)() + self.deadline;
        }
    }

    fn is_over(&self) -> bool {
        (self.now)() >= self.until
    }
}

/// A connection that takes a byte now and then must not keep us for longer than one that
/// takes none.
fn write_within(
    writer: &mut impl Write,
    mut bytes: &[u8],
    mut patience: Patience,
) -> io::Result<()> {
    while !bytes.is_empty() {
        match writer.write(bytes) {
            Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
            Ok(len) => {
                bytes = &bytes[len..];
                patience.moved_on();
            }
            Err(error) if is_pause(&error) => {}
            Err(error) => return Err(error),
        }
        if !bytes.is_empty() && patience.is_over() {
            return Err(io::ErrorKind::TimedOut.into());
        }
    }
    writer.flush()
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use fic_protocol::frame::Kind;

    use super::*;

    const TO: ReplyTo = ReplyTo { version: 1, id: 1 };

    /// More than one write of a slow peer takes.
    fn long_answer(out: &FrameWriter<Trickle>) {
        out.data(TO, &[0; DATA_LEN]);
        out.flush();
    }

    #[test]
    fn answers_are_gathered_until_flushed() {
        let out = FrameWriter::new(Vec::new(), Duration::from_secs(1), false);
        out.respond(TO, &BoardResponse::Done);
        out.respond(TO, &BoardResponse::Done);
        assert!(out.lock().writer.is_empty());
        out.flush();
        assert_eq!(out.lock().writer.iter().filter(|&&b| b == 0).count(), 2);
    }

    thread_local! {
        static CLOCK: Cell<Instant> = Cell::new(Instant::now());
    }

    /// Takes one byte in 20 ms, of a clock that nobody waits for.
    struct Trickle;

    impl Write for Trickle {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            CLOCK.set(CLOCK.get() + Duration::from_millis(20));
            Ok(1)
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn trickle(line: bool) -> FrameWriter<Trickle> {
        FrameWriter {
            now: || CLOCK.get(),
            ..FrameWriter::new(Trickle, Duration::from_millis(100), line)
        }
    }

    #[test]
    fn a_line_may_be_as_slow_as_it_is() {
        let out = trickle(true);
        let before = CLOCK.get();
        out.frame(TO.header(Kind::Welcome), &[0; 20]);
        out.flush();
        assert!(CLOCK.get() - before > Duration::from_millis(300));
        assert!(!out.is_dead());
    }

    #[test]
    fn a_peer_that_reads_byte_by_byte_is_given_up() {
        let out = trickle(false);
        let before = CLOCK.get();
        long_answer(&out);
        assert!(out.is_dead());
        long_answer(&out);
        assert_eq!(CLOCK.get() - before, Duration::from_millis(100));
    }
}
