//! A local socket

use std::io;
use std::io::Read;
use std::io::Write;
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::time::Instant;

use super::framed::read_result;
use super::framed::time_left;
use super::framed::write_all;
use super::traits::Stream;

/// A connected socket.
pub struct Unix(UnixStream);

impl Unix {
    /// Connects; a local socket answers at once or not at all.
    pub fn connect(path: &Path) -> io::Result<Self> {
        UnixStream::connect(path).map(Self)
    }
}

impl Stream for Unix {
    fn read(&mut self, buffer: &mut [u8], deadline: Instant) -> io::Result<usize> {
        self.0.set_read_timeout(Some(time_left(deadline)))?;
        read_result(self.0.read(buffer))
    }

    fn write(&mut self, bytes: &[u8], deadline: Instant) -> io::Result<()> {
        write_all(bytes, deadline, |bytes, left| {
            self.0.set_write_timeout(Some(left))?;
            self.0.write(bytes)
        })
    }
}
