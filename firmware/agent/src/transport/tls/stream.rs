//! A TLS connection that one thread reads while others write
//!
//! ```text
//!   reader ─ socket ─▶ [tls] ─▶ plain bytes          never waits for the writer
//!   writer ─ plain bytes ─▶ [tls] ─▶ [sending] ─ socket
//! ```
//!
//! The lock on `tls` is held only while bytes are ciphered, never over a socket; the lock
//! on `sending` keeps records in the order in which they were ciphered. Who holds
//! `sending` may take `tls`, not the other way round.

use std::io;
use std::io::Read;
use std::io::Write;
use std::net::Shutdown;
use std::net::TcpStream;
use std::ops::Range;
use std::sync::Mutex;
use std::sync::MutexGuard;
use std::sync::PoisonError;
use std::time::Duration;
use std::time::Instant;

use rustls::ServerConnection;

use crate::session::Limits;
use crate::session::is_pause;

/// Ciphered bytes read at a time.
const READ_LEN: usize = 8 * 1024;
/// Plain bytes ciphered at a time: a session sends its answers in pieces of about this length.
const WRITE_LEN: usize = 8 * 1024;

/// A connection after its handshake.
pub(super) struct Secure<'s> {
    socket: &'s TcpStream,
    tls: Mutex<ServerConnection>,
    /// Ciphered bytes that the peer did not take yet, at most a piece and an alert.
    sending: Mutex<Vec<u8>>,
}

/// The half of the session's own thread.
pub(super) struct Reader<'s> {
    secure: &'s Secure<'s>,
    raw: Box<[u8]>,
    /// Part of `raw` that was read and not deciphered yet.
    unread: Range<usize>,
}

/// The half of whoever has something to say.
pub(super) struct Writer<'s> {
    secure: &'s Secure<'s>,
    deadline: Duration,
}

impl<'s> Secure<'s> {
    pub(super) fn new(socket: &'s TcpStream, tls: ServerConnection) -> Self {
        Self {
            socket,
            tls: Mutex::new(tls),
            sending: Mutex::default(),
        }
    }

    pub(super) fn reader(&'s self) -> Reader<'s> {
        Reader {
            secure: self,
            raw: vec![0; READ_LEN].into(),
            unread: 0..0,
        }
    }

    /// `deadline`: for a [`Write::flush`].
    pub(super) fn writer(&'s self, deadline: Duration) -> Writer<'s> {
        Writer {
            secure: self,
            deadline,
        }
    }

    /// Tells the peer that nothing more comes, so that it can tell an end from a cut.
    pub(super) fn close(&self) {
        self.tls().send_close_notify();
        self.send_own();
    }

    /// Sends what TLS itself has to say (an alert), unless a writer is stuck.
    fn send_own(&self) {
        if let Ok(mut sending) = self.sending.try_lock() {
            let _ = cipher(&mut self.tls(), &mut sending);
            let _ = self.push(&mut sending);
        }
    }

    /// Writes what is left of earlier pieces, for at most a tick.
    fn push(&self, sending: &mut Vec<u8>) -> io::Result<()> {
        let until = Instant::now() + Limits::TICK;
        while !sending.is_empty() {
            match (&mut &*self.socket).write(sending)? {
                0 => return Err(io::ErrorKind::WriteZero.into()),
                len => drop(sending.drain(..len)),
            }
            if Instant::now() >= until && !sending.is_empty() {
                return Err(io::ErrorKind::TimedOut.into());
            }
        }
        Ok(())
    }

    fn tls(&self) -> MutexGuard<'_, ServerConnection> {
        self.tls.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn sending(&self) -> MutexGuard<'_, Vec<u8>> {
        self.sending.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn cipher(tls: &mut ServerConnection, sending: &mut Vec<u8>) -> io::Result<()> {
    while tls.wants_write() {
        tls.write_tls(sending)?;
    }
    Ok(())
}

/// The end of the socket: gives what was said last a chance to arrive, which it has not
/// if the socket is closed over bytes that nobody read.
pub(super) fn hang_up(mut socket: &TcpStream) {
    let until = Instant::now() + Limits::TICK;
    let _ = socket.shutdown(Shutdown::Write);
    let mut rest = [0; 1024];
    while Instant::now() < until && matches!(socket.read(&mut rest), Ok(1..)) {}
    let _ = socket.shutdown(Shutdown::Both);
}

impl Reader<'_> {
    /// Plain bytes of what was read so far; `None` if more has to come first.
    fn deciphered(&mut self, buffer: &mut [u8]) -> io::Result<Option<usize>> {
        let mut tls = self.secure.tls();
        loop {
            match tls.reader().read(buffer) {
                // 0: the peer said that this is the end.
                Ok(len) => return Ok(Some(len)),
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                Err(error) => return Err(error),
            }
            if self.unread.is_empty() {
                return Ok(None);
            }
            self.unread.start += tls.read_tls(&mut &self.raw[self.unread.clone()])?;
            if let Err(error) = tls.process_new_packets() {
                drop(tls);
                self.secure.send_own();
                return Err(io::Error::new(io::ErrorKind::InvalidData, error));
            }
        }
    }
}

impl Read for Reader<'_> {
    /// Reads the socket at most once: a peer whose records carry nothing must not keep the
    /// session from its deadlines.
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if let Some(len) = self.deciphered(buffer)? {
            return Ok(len);
        }
        match (&mut &*self.secure.socket).read(&mut self.raw)? {
            // Without the peer's word that this is the end, it is a cut.
            0 => return Err(io::ErrorKind::UnexpectedEof.into()),
            len => self.unread = 0..len,
        }
        let pause = || io::ErrorKind::WouldBlock.into();
        self.deciphered(buffer)?.ok_or_else(pause)
    }
}

impl Write for Writer<'_> {
    /// Takes a piece only when the one before has left.
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let secure = self.secure;
        let mut sending = secure.sending();
        secure.push(&mut sending)?;
        let taken = {
            let mut tls = secure.tls();
            let piece = &bytes[..bytes.len().min(WRITE_LEN)];
            let taken = tls.writer().write(piece)?;
            cipher(&mut tls, &mut sending)?;
            taken
        };
        match secure.push(&mut sending) {
            Err(error) if !is_pause(&error) => Err(error),
            _ => Ok(taken),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        let until = Instant::now() + self.deadline;
        loop {
            match self.secure.push(&mut self.secure.sending()) {
                Err(error) if is_pause(&error) && Instant::now() < until => {}
                result => return result,
            }
        }
    }
}
