//! TLS 1.3 with raw public keys on both sides (RFC 7250)

use std::io;
use std::io::Read;
use std::io::Write;
use std::net::TcpStream;
use std::sync::Arc;
use std::time::Duration;
use std::time::Instant;

use fic_keys::KeyError;
use fic_keys::PrivateKey;
use fic_keys::PublicKey;
use fic_keys::RawKeyVerifier;
use rustls::ClientConfig;
use rustls::ClientConnection;
use rustls::pki_types::ServerName;

use super::framed::is_time_out;
use super::framed::time_left;
use super::tcp;
use super::traits::Stream;
use crate::error::Error;
use crate::error::TrustError;
use crate::wire::address::HostPort;

/// For telling the peer that this is the end.
const GOODBYE: Duration = Duration::from_millis(200);

/// A connected socket whose peer has shown the right key.
pub(crate) struct Tls {
    socket: TcpStream,
    tls: ClientConnection,
}

/// Why there is no connection.
enum Failed {
    /// Nobody takes the connection.
    Dial(io::Error),
    /// The peer hangs up or says nothing.
    Io(io::Error),
    /// The peer does not speak it, or ended it with an alert.
    Tls(rustls::Error),
}

impl Tls {
    /// Connects and completes the handshake; shows `own` only to who has the key `pinned`.
    ///
    /// # Errors
    /// [`Error::Trust`], and those of [`peer_key`].
    pub(crate) fn connect(
        to: &HostPort,
        own: &PrivateKey,
        pinned: Option<PublicKey>,
        deadline: Instant,
    ) -> Result<Self, Error> {
        let verifier = RawKeyVerifier::pinned(pinned);
        let config = verifier
            .client_config(Some(own))
            .map_err(|_| Error::Key(KeyError::Crypto))?;
        let result = Self::shake(to, config, deadline);
        match (verifier.seen(), pinned) {
            (Some(seen), None) => Err(Error::Trust(TrustError::UnknownKey {
                address: address(to),
                fingerprint: seen.fingerprint().to_string(),
            })),
            (Some(seen), Some(pinned)) if seen != pinned => {
                Err(Error::Trust(TrustError::KeyChanged {
                    address: address(to),
                    pinned: pinned.fingerprint().to_string(),
                    seen: seen.fingerprint().to_string(),
                }))
            }
            _ => result.map_err(|failed| explained(to, failed)),
        }
    }

    fn shake(to: &HostPort, config: Arc<ClientConfig>, deadline: Instant) -> Result<Self, Failed> {
        let mut socket = tcp::dial(to, deadline).map_err(Failed::Dial)?;
        // A name that is none for TLS (`fic_00`) need not be sent: the key counts, not the name.
        let name = ServerName::try_from(to.host.clone())
            .or_else(|_| ServerName::try_from("board"))
            .map_err(|_| io::Error::from(io::ErrorKind::InvalidInput))?;
        let mut tls = ClientConnection::new(config, name).map_err(Failed::Tls)?;
        while tls.is_handshaking() || tls.wants_write() {
            if tls.wants_write() {
                send(&mut socket, &mut tls, deadline)?;
                continue;
            }
            receive(&mut socket, &mut tls, deadline)?;
            if let Err(error) = tls.process_new_packets() {
                let _ = send(&mut socket, &mut tls, deadline);
                return Err(Failed::Tls(error));
            }
        }
        Ok(Self { socket, tls })
    }
}

/// The key that answers at this address, which is trusted with nothing.
///
/// # Errors
/// [`Error::Unreachable`], [`Error::TlsFailed`].
pub fn peer_key(to: &HostPort, deadline: Instant) -> Result<PublicKey, Error> {
    let verifier = RawKeyVerifier::pinned(None);
    // An agent speaks only to who could show a key; this one is never shown.
    let passing = PrivateKey::passing()?;
    let config = verifier
        .client_config(Some(&passing))
        .map_err(|_| Error::Key(KeyError::Crypto))?;
    let result = Tls::shake(to, config, deadline);
    match (verifier.seen(), result) {
        (Some(key), _) => Ok(key),
        (None, Err(failed)) => Err(explained(to, failed)),
        (None, Ok(_)) => Err(Error::TlsFailed {
            address: address(to),
            reason: "it shows no key".into(),
        }),
    }
}

fn explained(to: &HostPort, failed: Failed) -> Error {
    let address = address(to);
    match failed {
        Failed::Dial(source) => Error::Unreachable { address, source },
        Failed::Io(source) if source.kind() == io::ErrorKind::TimedOut => Error::TlsFailed {
            address,
            reason: "it does not answer in time".into(),
        },
        Failed::Io(source) => Error::TlsFailed {
            address,
            reason: format!("it hangs up before it shows a key ({source})"),
        },
        Failed::Tls(rustls::Error::InvalidMessage(_)) => Error::TlsFailed {
            address,
            reason: "what answers does not speak TLS".into(),
        },
        Failed::Tls(error) => Error::TlsFailed {
            address,
            reason: error.to_string(),
        },
    }
}

fn address(to: &HostPort) -> String {
    format!("tls://{to}")
}

impl From<io::Error> for Failed {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// Writes what TLS has ready, all of it.
fn send(socket: &mut TcpStream, tls: &mut ClientConnection, deadline: Instant) -> io::Result<()> {
    while tls.wants_write() {
        socket.set_write_timeout(Some(time_left(deadline)))?;
        match tls.write_tls(socket) {
            Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
            Ok(_) => {}
            Err(error) if !is_time_out(&error) => return Err(error),
            Err(_) if Instant::now() >= deadline => return Err(io::ErrorKind::TimedOut.into()),
            Err(_) => {}
        }
    }
    Ok(())
}

/// Reads what there is; `TimedOut` if nothing came until the deadline.
fn receive(
    socket: &mut TcpStream,
    tls: &mut ClientConnection,
    deadline: Instant,
) -> io::Result<()> {
    loop {
        socket.set_read_timeout(Some(time_left(deadline)))?;
        match tls.read_tls(socket) {
            // Without the peer's word that this is the end, it is a cut.
            Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
            Ok(_) => return Ok(()),
            Err(error) if !is_time_out(&error) => return Err(error),
            Err(_) if Instant::now() >= deadline => return Err(io::ErrorKind::TimedOut.into()),
            Err(_) => {}
        }
    }
}

impl Stream for Tls {
    fn read(&mut self, buffer: &mut [u8], deadline: Instant) -> io::Result<usize> {
        loop {
            match self.tls.reader().read(buffer) {
                Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                other => return other,
            }
            match receive(&mut self.socket, &mut self.tls, deadline) {
                Err(error) if error.kind() == io::ErrorKind::TimedOut => return Ok(0),
                other => other?,
            }
            if let Err(error) = self.tls.process_new_packets() {
                let _ = send(&mut self.socket, &mut self.tls, deadline);
                return Err(io::Error::new(io::ErrorKind::InvalidData, error));
            }
        }
    }

    fn write(&mut self, mut bytes: &[u8], deadline: Instant) -> io::Result<()> {
        while !bytes.is_empty() {
            let taken = self.tls.writer().write(bytes)?;
            bytes = &bytes[taken..];
            send(&mut self.socket, &mut self.tls, deadline)?;
        }
        Ok(())
    }
}

impl Drop for Tls {
    /// So that the agent can tell an end from a cut.
    fn drop(&mut self) {
        self.tls.send_close_notify();
        let _ = send(&mut self.socket, &mut self.tls, Instant::now() + GOODBYE);
    }
}
