//! Reading and writing streams of this machine

use std::io;
use std::io::Read;
use std::io::Write;

use crate::Error;

/// Reads until the buffer is full or the source ends; how many bytes there are.
pub(crate) fn fill(source: &mut dyn Read, buffer: &mut [u8]) -> Result<usize, Error> {
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

/// Writes all bytes.
pub(crate) fn put(sink: &mut dyn Write, bytes: &[u8]) -> Result<(), Error> {
    sink.write_all(bytes).map_err(|source| Error::System {
        what: "writing what was received",
        source,
    })
}
