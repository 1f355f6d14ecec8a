//! From a connected socket to a peer that has shown its key, within a deadline

use std::io;
use std::net::TcpStream;
use std::sync::Arc;
use std::time::Instant;

use rustls::ServerConfig;
use rustls::ServerConnection;

use super::handshake_queue::Slot;
use crate::session::Server;
use crate::session::is_pause;
use fic_keys::PublicKey;
use fic_keys::key_of;

/// The key that the peer proved to have.
pub(super) fn peer_key(tls: &ServerConnection) -> Option<PublicKey> {
    key_of(tls.peer_certificates()?.first()?).ok()
}

/// Completes the handshake within [`crate::session::Limits::hello`]; a peer that fails is
/// told by an alert.
pub(super) fn complete(
    mut socket: &TcpStream,
    config: &Arc<ServerConfig>,
    server: &Server,
    slot: &Slot<'_>,
) -> io::Result<ServerConnection> {
    let until = Instant::now() + server.limits.hello;
    let mut tls = ServerConnection::new(Arc::clone(config)).map_err(io::Error::other)?;
    while tls.is_handshaking() || tls.wants_write() {
        if Instant::now() >= until || server.stopping() {
            return Err(io::ErrorKind::TimedOut.into());
        }
        let moved = if tls.wants_write() {
            tls.write_tls(&mut socket)
        } else {
            tls.read_tls(&mut socket)
        };
        match moved {
            Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
            Ok(_) => {}
            Err(error) if is_pause(&error) => continue,
            Err(error) => return Err(error),
        }
        if let Err(error) = tls.process_new_packets() {
            // The alert; who does not take it at once does without.
            let _ = tls.write_tls(&mut socket);
            return Err(io::Error::new(io::ErrorKind::InvalidData, error));
        }
        if tls.wants_write() {
            // Something has to be answered, so what it said was a ClientHello.
            slot.spoke();
        }
    }
    Ok(tls)
}
