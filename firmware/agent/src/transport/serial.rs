//! A serial line: one peer at a time, noise, no end

use std::io;
use std::io::Read;
use std::io::Write;
use std::sync::Arc;
use std::thread;
use std::thread::JoinHandle;
use std::time::Duration;

use fic_protocol::truncated;
use serialport::SerialPort;

use super::error::ListenError;
use super::listening::Listening;
use crate::access::Peer;
use crate::session::Permit;
use crate::session::Server;
use crate::session::serve;

/// How often a line that is gone (an adapter unplugged) is tried again.
const RETRY: Duration = Duration::from_millis(500);
/// How long one read or write may wait.
const TIMEOUT: Duration = Duration::from_millis(100);

type Port = Box<dyn SerialPort>;

pub(super) fn listen(
    path: &str,
    baud: u32,
    server: &Arc<Server>,
) -> Result<Listening, ListenError> {
    let port = open(path, baud).map_err(|source| ListenError::Serial {
        path: path.into(),
        source,
    })?;
    let address = format!("serial:{path}?baud={baud}");
    let (server, stopping) = (Arc::clone(server), Arc::clone(server));
    let path = path.to_owned();
    let thread = thread::Builder::new()
        .name("serial".into())
        .spawn(move || keep_serving(port, &path, baud, &server))
        .map_err(|source| ListenError::Io {
            address: address.clone(),
            source,
        })?;
    Ok(Listening::new(address, move || {
        stopping.stop();
        join(thread);
    }))
}

/// The line is put back as it was only when its thread lets go of it.
fn join(thread: JoinHandle<()>) {
    let _ = thread.join();
}

fn open(path: &str, baud: u32) -> Result<Port, serialport::Error> {
    // serialport puts the line into raw mode, 8N1 without flow control.
    serialport::new(path, baud).timeout(TIMEOUT).open()
}

fn keep_serving(port: Port, path: &str, baud: u32, server: &Arc<Server>) {
    let mut port = Some(port);
    while !server.stopping() {
        match port.take() {
            Some(port) => run(port, path, server),
            None => {
                thread::sleep(RETRY);
                port = open(path, baud).ok();
            }
        }
    }
}

fn run(port: Port, path: &str, server: &Server) {
    let Ok(reader) = port.try_clone() else {
        return;
    };
    let peer = Peer {
        name: truncated(path),
        key: truncated(path),
        role: server.access.roles.serial,
        line: true,
    };
    serve(Half(reader), Half(port), &peer, server, Permit::of_a_line());
}

/// One direction of the line.
struct Half(Port);

impl Read for Half {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self.0.read(buffer)? {
            // Some drivers say this for "nothing yet"; a line does not end.
            0 => Err(io::ErrorKind::TimedOut.into()),
            len => Ok(len),
        }
    }
}

impl Write for Half {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes)
    }

    /// The port's own flush waits until the last bit is on the line, without a bound.
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
