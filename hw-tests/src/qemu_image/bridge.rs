//! The serial line's socket as a TCP port, for what only knows those

use std::net::Shutdown;
use std::net::SocketAddr;
use std::net::TcpListener;
use std::net::TcpStream;
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::path::PathBuf;
use std::thread;

/// Carries one connection after the other; ends with the process.
pub struct Bridge {
    address: SocketAddr,
}

impl Bridge {
    /// A bridge to this socket.
    ///
    /// # Errors
    /// If no port can be had.
    pub fn start(socket: &Path) -> anyhow::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let address = listener.local_addr()?;
        let socket = socket.to_path_buf();
        thread::spawn(move || {
            for host in listener.incoming().flatten() {
                let _ = carry(&host, &socket);
            }
        });
        Ok(Self { address })
    }

    /// Where a host connects.
    pub fn address(&self) -> SocketAddr {
        self.address
    }
}

/// The line takes one host at a time, so this returns when both directions have ended.
fn carry(host: &TcpStream, socket: &PathBuf) -> std::io::Result<()> {
    let line = UnixStream::connect(socket)?;
    let (mut from_line, mut to_host) = (line.try_clone()?, host.try_clone()?);
    let back = thread::spawn(move || {
        let _ = std::io::copy(&mut from_line, &mut to_host);
        let _ = to_host.shutdown(Shutdown::Both);
    });
    let _ = std::io::copy(&mut host.try_clone()?, &mut line.try_clone()?);
    let _ = line.shutdown(Shutdown::Both);
    let _ = back.join();
    Ok(())
}
