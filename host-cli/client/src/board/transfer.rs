//! Reading and writing streams of this machine

use std::io;
use std::io::Read;
use std::io::Write;

use crate::board::board::Board;
use crate::error::Error;

/// Reads until the buffer is full or the source ends; how many bytes there are.
fn fill(source: &mut dyn Read, buffer: &mut [u8]) -> Result<usize, Error> {
    let mut len = 0;
    while len < buffer.len() {
        match source.read(&mut buffer[len..]) {
            Ok(0) => break,
            Ok(now) => len += now,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(source) => {
                return Err(Error::System {
                    what: "reading what is to be sent",
                    source,
                });
            }
        }
    }
    Ok(len)
}

impl Board {
    /// The same, and meanwhile keeps the lease; a source may be silent for long.
    pub(crate) fn fill(
        &mut self,
        source: &mut dyn Read,
        buffer: &mut [u8],
    ) -> Result<usize, Error> {
        let filled = self.keeping_lease(|| fill(source, buffer));
        if filled.is_err() {
            // A source that heard the wish to stop can only fail.
            self.stop().check()?;
        }
        filled
    }
}

/// Writes all bytes.
pub(crate) fn put(sink: &mut dyn Write, bytes: &[u8]) -> Result<(), Error> {
    sink.write_all(bytes).map_err(|source| Error::System {
        what: "writing what was received",
        source,
    })
}
