//! A host's side of TLS: it takes any agent's key

use std::io;
use std::io::Read;
use std::io::Write;
use std::net::TcpStream;
use std::sync::Arc;
use std::sync::Mutex;
use std::time::Duration;
use std::time::Instant;

use fic_keys::PrivateKey;
use fic_keys::RawKeyVerifier;
use rustls::ClientConnection;
use rustls::StreamOwned;
use rustls::pki_types::ServerName;

use super::is_end;

/// How long a read or a write waits before it looks at the time.
const TICK: Duration = Duration::from_millis(50);
/// Until the agent has shown its key.
const PATIENCE: Duration = Duration::from_secs(60);

/// A connection that has not said anything yet.
pub fn tls(key: &PrivateKey) -> ClientConnection {
    let config = RawKeyVerifier::any().client_config(Some(key)).unwrap();
    let name = ServerName::try_from("agent").unwrap();
    ClientConnection::new(config, name).unwrap()
}

/// A socket whose reads and writes return after a moment.
pub fn dial(address: &str) -> io::Result<TcpStream> {
    let socket = TcpStream::connect(address)?;
    socket.set_read_timeout(Some(TICK))?;
    socket.set_write_timeout(Some(TICK))?;
    socket.set_nodelay(true)?;
    Ok(socket)
}

/// Both halves of a connection.
#[derive(Clone)]
pub struct Wire(Arc<Mutex<StreamOwned<ClientConnection, TcpStream>>>);

impl Wire {
    /// Connects and completes the handshake, as far as the host can tell.
    pub fn connect(address: &str, key: &PrivateKey) -> io::Result<Self> {
        let (mut socket, mut tls) = (dial(address)?, tls(key));
        let until = Instant::now() + PATIENCE;
        while tls.is_handshaking() || tls.wants_write() {
            let moved = tls.complete_io(&mut socket).map(|_| 1);
            match moved {
                Err(error) if is_end(&Err(error.kind().into())) => return Err(error),
                Err(error) if Instant::now() >= until => return Err(error),
                _ => {}
            }
        }
        Ok(Self(Arc::new(Mutex::new(StreamOwned::new(tls, socket)))))
    }
}

impl Read for Wire {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.0.lock().unwrap().read(buffer)
    }
}

impl Write for Wire {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.lock().unwrap().flush()
    }
}
