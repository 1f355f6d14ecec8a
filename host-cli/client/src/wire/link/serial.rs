//! A serial line

use std::io;
use std::io::Read;
use std::io::Write;
use std::time::Duration;
use std::time::Instant;

use serialport::ClearBuffer;
use serialport::SerialPort;

use super::framed::is_time_out;
use super::framed::time_left;
use super::framed::write_all;
use super::traits::Stream;

/// Start bit, eight data bits, stop bit.
const BITS_PER_BYTE: u32 = 10;

/// An open port: eight data bits, no parity, one stop bit, no flow control.
pub struct Serial {
    port: Box<dyn SerialPort>,
    baud: u32,
}

impl Serial {
    /// Opens the device and drops what an earlier user left in its buffers.
    pub fn open(device: &str, baud: u32) -> io::Result<Self> {
        let port = serialport::new(device, baud)
            .timeout(Duration::from_millis(100))
            .open()?;
        // A pty of a test need not know this; frames resynchronise anyway.
        let _ = port.clear(ClearBuffer::All);
        Ok(Self { port, baud })
    }
}

impl Stream for Serial {
    fn read(&mut self, buffer: &mut [u8], deadline: Instant) -> io::Result<usize> {
        self.port.set_timeout(time_left(deadline))?;
        match self.port.read(buffer) {
            Err(error) if is_time_out(&error) => Ok(0),
            // A line that is hung up (an unplugged adaptor, a closed pty) reads as empty at once.
            Ok(0) => Err(io::ErrorKind::UnexpectedEof.into()),
            other => other,
        }
    }

    fn write(&mut self, bytes: &[u8], deadline: Instant) -> io::Result<()> {
        write_all(bytes, deadline, |bytes, left| {
            self.port.set_timeout(left)?;
            self.port.write(bytes)
        })
    }

    fn bytes_per_second(&self) -> Option<u32> {
        Some(self.baud / BITS_PER_BYTE)
    }
}
