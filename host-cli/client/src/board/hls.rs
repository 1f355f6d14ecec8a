//! The user logic of the running design: start, reset, and its data window

use std::io::Read;
use std::io::Write;

use fic_protocol::HostRequest;

use crate::board::board::Board;
use crate::board::transfer::put;
use crate::error::Error;
use crate::progress::Progress;
use crate::progress::Step;

/// Bytes of one request; even, as mk2 moves pairs.
const AT_ONCE: usize = 8192;

/// The user logic of one board's running design.
///
/// # Examples
/// ```no_run
/// let mut board = fic_client::Board::connect("tcp://fic00")?;
/// board.hls().reset()?;
/// board.hls().start()?;
/// board.hls().send(b"ping")?;
/// let answer = board.hls().receive(4)?;
/// # Ok::<(), fic_client::Error>(())
/// ```
pub struct Hls<'b> {
    board: &'b mut Board,
}

impl Board {
    /// The user logic of the running design.
    pub fn hls(&mut self) -> Hls<'_> {
        Hls { board: self }
    }
}

impl Hls<'_> {
    /// Starts the user logic.
    ///
    /// # Errors
    /// Those of the link; [`Error::Busy`]; [`Error::Board`].
    pub fn start(&mut self) -> Result<(), Error> {
        self.board.order(&HostRequest::HlsStart, 0)
    }

    /// Resets the user logic.
    ///
    /// # Errors
    /// Those of [`Self::start`].
    pub fn reset(&mut self) -> Result<(), Error> {
        self.board.order(&HostRequest::HlsReset, 0)
    }

    /// Sends bytes to its window; on mk2 an even number.
    ///
    /// # Errors
    /// [`Error::OutOfRange`] of none, [`Error::Unaligned`] of an odd number on mk2; those
    /// of [`Self::start`]; as [`Error::PartialTransfer`] if some had been sent. Nothing is sent twice.
    pub fn send(&mut self, mut bytes: &[u8]) -> Result<(), Error> {
        let len = bytes.len() as u64;
        self.send_from(&mut bytes, Some(len), &mut crate::progress::Silent)?;
        Ok(())
    }

    /// Sends all that `source` gives, `len` bytes if known, and returns how many.
    ///
    /// # Errors
    /// Those of [`Self::send`]; [`Error::System`] if it cannot be read.
    pub fn send_from(
        &mut self,
        source: &mut dyn Read,
        len: Option<u64>,
        progress: &mut dyn Progress,
    ) -> Result<u64, Error> {
        if let Some(len) = len {
            self.check(len)?;
        }
        let mut buffer = vec![0; AT_ONCE];
        let mut sent = 0;
        loop {
            progress.report(Step::Send, sent, len.unwrap_or(0));
            let outcome = self.send_some(source, &mut buffer, sent);
            let now = outcome.map_err(|error| with_progress(error, sent, "sent"))?;
            if now == 0 {
                return Ok(sent);
            }
            sent += now;
        }
    }

    fn send_some(
        &mut self,
        source: &mut dyn Read,
        buffer: &mut [u8],
        sent: u64,
    ) -> Result<u64, Error> {
        let now = self.board.fill(source, buffer)?;
        if now == 0 && sent > 0 {
            return Ok(0);
        }
        self.check(now as u64)?;
        let data = &buffer[..now];
        let request = HostRequest::HlsSend { data };
        self.board.order(&request, now)?;
        Ok(now as u64)
    }

    /// Receives `len` bytes from its window; on mk2 an even number.
    ///
    /// # Errors
    /// [`Error::OutOfRange`] of none, [`Error::Unaligned`] of an odd number on mk2;
    /// [`Error::DataLost`], for receiving takes the bytes from the design and is not done
    /// again; those of [`Self::start`].
    pub fn receive(&mut self, len: u64) -> Result<Vec<u8>, Error> {
        let mut bytes = Vec::new();
        self.receive_to(&mut bytes, len, &mut crate::progress::Silent)?;
        Ok(bytes)
    }

    /// Receives `len` bytes into `sink`, in bounded memory.
    ///
    /// # Errors
    /// Those of [`Self::receive`]; as [`Error::PartialTransfer`] if some had been received;
    /// [`Error::System`] if they cannot be written.
    pub fn receive_to(
        &mut self,
        sink: &mut dyn Write,
        len: u64,
        progress: &mut dyn Progress,
    ) -> Result<(), Error> {
        self.check(len)?;
        let mut received = 0;
        while received < len {
            progress.report(Step::Receive, received, len);
            let now = (len - received).min(AT_ONCE as u64);
            self.receive_some(sink, now as u32)
                .map_err(|error| with_progress(error, received, "received"))?;
            received += now;
        }
        progress.report(Step::Receive, len, len);
        Ok(())
    }

    fn receive_some(&mut self, sink: &mut dyn Write, len: u32) -> Result<(), Error> {
        let request = HostRequest::HlsReceive { len };
        let bytes = self.board.fetch(&request, len as usize)?;
        put(sink, &bytes)
    }

    /// Checks a number of bytes as [`Self::send`] and [`Self::receive`] do.
    ///
    /// # Errors
    /// [`Error::OutOfRange`] of none, [`Error::Unaligned`] of an odd number on mk2.
    pub fn check(&self, len: u64) -> Result<(), Error> {
        let unit = self
            .board
            .wiring()
            .map_or(1, |wiring| wiring.register_bits / 8);
        match len {
            0 => Err(Error::OutOfRange {
                message: "0 bytes are out of range: at least 1".into(),
            }),
            len if len.is_multiple_of(unit.into()) => Ok(()),
            len => Err(Error::Unaligned {
                message: format!("{len} bytes: the window of this board moves {unit} at once"),
            }),
        }
    }
}

fn with_progress(error: Error, done: u64, verb: &str) -> Error {
    match done {
        0 => error,
        _ => error.after(format!("{done} bytes had been {verb}"), done),
    }
}
