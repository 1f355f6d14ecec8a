//! Frames over a stream of bytes

use std::io;
use std::time::Instant;

use fic_protocol::frame::Deframer;
use fic_protocol::frame::Header;
use fic_protocol::frame::encode_frame;
use fic_protocol::limits::MAX_WIRE_LEN;

use super::traits::Link;
use super::traits::Received;
use super::traits::Stream;

const READ_LEN: usize = 4096;

/// Frames over a stream of bytes, with bounded memory.
pub struct Framed<S> {
    stream: S,
    deframer: Box<Deframer>,
    wire: Box<[u8]>,
    buffer: Box<[u8]>,
    /// Part of `buffer` that was read and not looked at yet.
    unread: std::ops::Range<usize>,
    greeted: bool,
    line_errors: u64,
}

impl<S: Stream> Framed<S> {
    /// Frames over this stream.
    pub fn new(stream: S) -> Self {
        Self {
            stream,
            deframer: Box::default(),
            wire: vec![0; MAX_WIRE_LEN + 1].into(),
            buffer: vec![0; READ_LEN].into(),
            unread: 0..0,
            greeted: false,
            line_errors: 0,
        }
    }

    /// The next frame in what was read already.
    fn buffered(&mut self) -> Option<Received> {
        while !self.unread.is_empty() {
            let (taken, frame) = self.deframer.push(&self.buffer[self.unread.clone()]);
            self.unread.start += taken;
            match frame {
                Some(Ok(frame)) => {
                    return Some(Received {
                        header: frame.header,
                        body: frame.body.to_vec(),
                    });
                }
                Some(Err(error)) => {
                    self.line_errors += 1;
                    log::debug!("dropped a damaged frame: {error:?}");
                }
                None => {}
            }
        }
        None
    }
}

impl<S: Stream> Link for Framed<S> {
    fn send(&mut self, header: Header, body: &[u8], deadline: Instant) -> io::Result<()> {
        // The first frame starts with a zero: it ends whatever an earlier peer left on a serial line.
        let start = usize::from(!self.greeted);
        self.wire[0] = 0;
        let len = encode_frame(header, body, &mut self.wire[start..])
            .map_err(|_| io::Error::new(io::ErrorKind::InvalidInput, "message too long"))?;
        self.stream.write(&self.wire[..start + len], deadline)?;
        self.greeted = true;
        Ok(())
    }

    fn receive(&mut self, deadline: Instant) -> io::Result<Option<Received>> {
        let mut looked = false;
        loop {
            if let Some(frame) = self.buffered() {
                return Ok(Some(frame));
            }
            // What is there is read whatever the time; a peer that never stops talking
            // without making a frame must not outlast the deadline.
            if looked && Instant::now() >= deadline {
                return Ok(None);
            }
            looked = true;
            match self.stream.read(&mut self.buffer, deadline)? {
                0 => return Ok(None),
                len => self.unread = 0..len,
            }
        }
    }

    fn line_errors(&self) -> u64 {
        self.line_errors
    }

    fn bytes_per_second(&self) -> Option<u32> {
        self.stream.bytes_per_second()
    }
}

/// The time left, never zero: sockets take a zero time-out for "none".
pub(super) fn time_left(deadline: Instant) -> std::time::Duration {
    deadline
        .saturating_duration_since(Instant::now())
        .max(std::time::Duration::from_millis(1))
}

/// Turns what a socket says at its time-out into "nothing came".
pub(super) fn read_result(result: io::Result<usize>) -> io::Result<usize> {
    match result {
        Ok(0) => Err(io::ErrorKind::UnexpectedEof.into()),
        Err(error) if is_time_out(&error) => Ok(0),
        other => other,
    }
}

pub(super) fn is_time_out(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut | io::ErrorKind::Interrupted
    )
}

/// Writes all bytes by `write`, which is told how long it may take.
pub(super) fn write_all(
    mut bytes: &[u8],
    deadline: Instant,
    mut write: impl FnMut(&[u8], std::time::Duration) -> io::Result<usize>,
) -> io::Result<()> {
    while !bytes.is_empty() {
        match write(bytes, time_left(deadline)) {
            Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
            Ok(len) => bytes = &bytes[len..],
            Err(error) if !is_time_out(&error) => return Err(error),
            Err(_) if Instant::now() >= deadline => return Err(io::ErrorKind::TimedOut.into()),
            Err(_) => {}
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use fic_protocol::frame::Kind;

    use super::*;

    /// Gives bytes in pieces of three and keeps what is written.
    #[derive(Default)]
    struct Loop(Vec<u8>, usize);

    impl Stream for Loop {
        fn read(&mut self, buffer: &mut [u8], _deadline: Instant) -> io::Result<usize> {
            let rest = &self.0[self.1..];
            let len = rest.len().min(3);
            buffer[..len].copy_from_slice(&rest[..len]);
            self.1 += len;
            Ok(len)
        }

        fn write(&mut self, bytes: &[u8], _deadline: Instant) -> io::Result<()> {
            self.0.extend_from_slice(bytes);
            Ok(())
        }
    }

    /// Never a frame and never silent.
    struct Babble;

    impl Stream for Babble {
        fn read(&mut self, buffer: &mut [u8], _deadline: Instant) -> io::Result<usize> {
            buffer.fill(b'x');
            Ok(buffer.len())
        }

        fn write(&mut self, _bytes: &[u8], _deadline: Instant) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn babble_does_not_outlast_the_deadline() {
        let mut link = Framed::new(Babble);
        let soon = Instant::now() + Duration::from_millis(50);
        assert_eq!(link.receive(soon).unwrap(), None);
        assert_eq!(link.receive(Instant::now()).unwrap(), None);
    }

    fn header(id: u32) -> Header {
        Header {
            version: 1,
            kind: Kind::Request,
            id,
        }
    }

    #[test]
    fn frames_come_back_and_damaged_ones_are_counted() {
        let soon = Instant::now() + Duration::from_secs(1);
        let mut link = Framed::new(Loop::default());
        link.send(header(1), b"one", soon).unwrap();
        let first = link.stream.0.len();
        link.send(header(2), b"two", soon).unwrap();
        link.send(header(3), &[9; 8192], soon).unwrap();
        link.stream.0[first + 9] ^= 0x40;
        assert_eq!(link.receive(soon).unwrap().unwrap().body, b"one");
        assert_eq!(link.receive(soon).unwrap().unwrap().header.id, 3);
        assert_eq!(link.receive(soon).unwrap(), None);
        assert_eq!(link.line_errors(), 1);
    }
}
