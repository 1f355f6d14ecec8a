//! A listening TLS address: who gets from the handshake to a session

use std::io;
use std::net::SocketAddr;
use std::net::TcpListener;
use std::net::TcpStream;
use std::net::ToSocketAddrs;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use fic_protocol::Name;
use fic_protocol::Role;
use fic_protocol::truncated;
use rustls::ServerConnection;

use super::handshake;
use super::handshake_queue::HandshakeQueue;
use super::handshake_queue::Slot;
use super::identity::Identity;
use super::revocable_reader::RevocableReader;
use super::stream;
use super::stream::Secure;
use crate::access::Caller;
use crate::access::Peer;
use crate::session::End;
use crate::session::Permit;
use crate::session::Server;
use crate::session::serve;
use crate::transport::accept::accept;
use crate::transport::accept::spawn_session;
use crate::transport::error::ListenError;
use crate::transport::listening::Listening;
use crate::transport::tcp::prepare;

/// What all threads of a listening address share.
struct TlsListener {
    identity: Arc<Identity>,
    server: Arc<Server>,
    queue: HandshakeQueue,
}

pub(in crate::transport) fn listen(
    host_port: &str,
    identity: &Arc<Identity>,
    server: &Arc<Server>,
) -> Result<Listening, ListenError> {
    let address = || format!("tls://{host_port}");
    let failed = |source: io::Error| match source.kind() {
        io::ErrorKind::AddrInUse => ListenError::InUse { address: address() },
        _ => ListenError::Io {
            address: address(),
            source,
        },
    };
    let resolved = host_port.to_socket_addrs();
    let resolved = resolved.map_err(|source| ListenError::Resolve {
        address: host_port.into(),
        source,
    })?;
    let addresses: Vec<SocketAddr> = resolved.collect();
    let listener = TcpListener::bind(&addresses[..]).map_err(failed)?;
    let local = listener.local_addr().map_err(failed)?;
    let tls = Arc::new(TlsListener {
        identity: Arc::clone(identity),
        server: Arc::clone(server),
        queue: HandshakeQueue::beside(server.limits.max_sessions),
    });
    let list = Arc::clone(identity);
    server.access.ask_for_keys(move |key| list.standing(key));
    let stopping = Arc::clone(server);
    thread::Builder::new()
        .name("tls".into())
        .spawn(move || admit_all(&listener, &tls))
        .map_err(failed)?;
    Ok(Listening::new(format!("tls://{local}"), move || {
        stopping.stop();
        // Wakes the accepting thread.
        let _ = TcpStream::connect_timeout(&reachable(local), Duration::from_secs(1));
    }))
}

/// Where this machine itself reaches an address that stands for all interfaces.
fn reachable(mut local: SocketAddr) -> SocketAddr {
    match local {
        SocketAddr::V4(v4) if v4.ip().is_unspecified() => {
            local.set_ip(std::net::Ipv4Addr::LOCALHOST.into());
        }
        SocketAddr::V6(v6) if v6.ip().is_unspecified() => {
            local.set_ip(std::net::Ipv6Addr::LOCALHOST.into());
        }
        _ => {}
    }
    local
}

fn admit_all(listener: &TcpListener, tls: &Arc<TlsListener>) {
    accept(
        &tls.server,
        || listener.accept(),
        |(socket, from)| {
            let tls = Arc::clone(tls);
            let name = format!("tls {}", from.port());
            spawn_session(name, move || tls.admit(&Arc::new(socket), from));
        },
    );
}

impl TlsListener {
    fn admit(&self, socket: &Arc<TcpStream>, from: SocketAddr) {
        let slot = self.queue.enter(socket);
        let shaken = prepare(socket).and_then(|()| {
            handshake::complete(socket, self.identity.config(), &self.server, &slot)
        });
        match shaken {
            Ok(tls) => self.session(socket, from, tls, slot),
            Err(_) => self.no_handshake(from),
        }
        stream::hang_up(socket);
    }

    fn no_handshake(&self, from: SocketAddr) {
        self.server.counters.session();
        self.server.counters.ended(End::Broken);
        if !self.server.stopping() {
            self.log_rejected(&peer(from, Name::default(), None), "no_handshake");
        }
    }

    fn log_rejected(&self, peer: &Peer, result: &str) {
        let caller = Caller {
            peer,
            who: &peer.name,
        };
        self.server.access.log_rejected(caller, result);
    }

    fn session(&self, socket: &TcpStream, from: SocketAddr, tls: ServerConnection, slot: Slot<'_>) {
        let Some(key) = handshake::peer_key(&tls) else {
            return;
        };
        let role = self.identity.role_of(&key, from);
        // Who is only to be refused takes no place among the sessions, but keeps the slot.
        let (permit, _slot) = match role {
            Some(_) => {
                // Not at the end: the crowd would hang up on a session.
                drop(slot);
                (self.server.permit(), None)
            }
            None => (Some(Permit::of_a_line()), Some(slot)),
        };
        let Some(permit) = permit else {
            return;
        };
        let peer = peer(from, key.fingerprint(), role);
        let secure = Secure::new(socket, tls);
        let writer = secure.writer(self.server.limits.write);
        let mut reader = RevocableReader::new(secure.reader(), &self.identity, &peer.key, role);
        serve(&mut reader, writer, &peer, &self.server, permit);
        if reader.is_revoked() {
            self.identity.say_revoked(&key, from);
            self.log_rejected(&peer, "key_withdrawn");
        }
        secure.close();
    }
}

fn peer(from: SocketAddr, key: Name, role: Option<Role>) -> Peer {
    Peer {
        name: truncated(&from.to_string()),
        key,
        role,
        line: false,
    }
}
