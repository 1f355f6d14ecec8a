//! Plain TCP

use std::io;
use std::io::Read;
use std::io::Write;
use std::net::TcpStream;
use std::net::ToSocketAddrs;
use std::time::Instant;

use super::Stream;
use super::framed::read_result;
use super::framed::time_left;
use super::framed::write_all;
use crate::address::HostPort;

/// A connected socket.
pub struct Tcp(TcpStream);

impl Tcp {
    /// Tries each address of the host until one answers.
    pub fn connect(to: &HostPort, deadline: Instant) -> io::Result<Self> {
        let mut last = io::Error::new(io::ErrorKind::NotFound, "the host has no address");
        for address in (to.host.as_str(), to.port).to_socket_addrs()? {
            match TcpStream::connect_timeout(&address, time_left(deadline)) {
                Ok(stream) => {
                    // Requests are small and answered one by one: waiting to fill packets costs a round trip.
                    stream.set_nodelay(true)?;
                    return Ok(Self(stream));
                }
                Err(error) => last = error,
            }
        }
        Err(last)
    }
}

impl Stream for Tcp {
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
