//! What a way to a board offers

use std::io;
use std::time::Instant;

use fic_protocol::frame::Header;

/// A frame that arrived whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Received {
    /// The frozen start.
    pub header: Header,
    /// The body, still encoded.
    pub body: Vec<u8>,
}

/// Sends and receives frames.
///
/// After an error nothing more may be expected of it: open another one.
pub trait Link: Send {
    /// Sends one frame.
    ///
    /// # Errors
    /// `TimedOut` if the peer does not take it in time; any other as the stream has it.
    fn send(&mut self, header: Header, body: &[u8], deadline: Instant) -> io::Result<()>;

    /// The next whole frame, or `None` if none is there at the deadline.
    ///
    /// Damaged frames are counted and dropped.
    ///
    /// # Errors
    /// `UnexpectedEof` if the peer closed; any other as the stream has it.
    fn receive(&mut self, deadline: Instant) -> io::Result<Option<Received>>;

    /// Damaged frames so far.
    fn line_errors(&self) -> u64;

    /// What the line carries at best, bytes a second; `None` where it is of no matter.
    fn bytes_per_second(&self) -> Option<u32> {
        None
    }
}

/// A stream of bytes with deadlines: what differs between ways.
pub trait Stream: Send {
    /// Reads what is there, at least one byte; 0 if nothing came until the deadline.
    ///
    /// # Errors
    /// `UnexpectedEof` at the end of the stream.
    fn read(&mut self, buffer: &mut [u8], deadline: Instant) -> io::Result<usize>;

    /// Writes all bytes.
    ///
    /// # Errors
    /// `TimedOut` if the peer does not take them in time.
    fn write(&mut self, bytes: &[u8], deadline: Instant) -> io::Result<()>;

    /// What the line carries at best, bytes a second.
    fn bytes_per_second(&self) -> Option<u32> {
        None
    }
}
