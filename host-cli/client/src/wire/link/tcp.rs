//! Plain TCP

use std::io;
use std::io::Read;
use std::io::Write;
use std::net::TcpStream;
use std::net::ToSocketAddrs;
use std::time::Instant;

use super::framed::read_result;
use super::framed::time_left;
use super::framed::write_all;
use super::traits::Stream;
use crate::wire::address::HostPort;

/// How a TLS alert starts: what an agent's `tls://` port says to plain frames, which
/// themselves have 0xFC in second place.
const ALERT: [u8; 2] = [0x15, 0x03];

/// A connected socket.
pub struct Tcp {
    socket: TcpStream,
    /// Something came already.
    heard: bool,
}

impl Tcp {
    /// Tries each address of the host until one answers.
    pub fn connect(to: &HostPort, deadline: Instant) -> io::Result<Self> {
        let socket = dial(to, deadline)?;
        Ok(Self {
            socket,
            heard: false,
        })
    }
}

/// Tries each address of the host until one answers.
pub(super) fn dial(to: &HostPort, deadline: Instant) -> io::Result<TcpStream> {
    let mut last = io::Error::new(io::ErrorKind::NotFound, "the host has no address");
    for address in (to.host.as_str(), to.port).to_socket_addrs()? {
        match TcpStream::connect_timeout(&address, time_left(deadline)) {
            Ok(stream) => {
                // Requests are small and answered one by one: waiting to fill packets costs a round trip.
                stream.set_nodelay(true)?;
                return Ok(stream);
            }
            Err(error) => last = error,
        }
    }
    Err(last)
}

impl Stream for Tcp {
    fn read(&mut self, buffer: &mut [u8], deadline: Instant) -> io::Result<usize> {
        self.socket.set_read_timeout(Some(time_left(deadline)))?;
        let len = read_result(self.socket.read(buffer))?;
        if !self.heard && buffer[..len].starts_with(&ALERT) {
            let text = "it speaks TLS; use a tls:// address";
            return Err(io::Error::new(io::ErrorKind::InvalidData, text));
        }
        self.heard |= len > 0;
        Ok(len)
    }

    fn write(&mut self, bytes: &[u8], deadline: Instant) -> io::Result<()> {
        write_all(bytes, deadline, |bytes, left| {
            self.socket.set_write_timeout(Some(left))?;
            self.socket.write(bytes)
        })
    }
}
