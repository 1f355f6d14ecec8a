//! TLS 1.3 on any interface, with raw public keys on both sides (RFC 7250)
//!
//! ```text
//!  accept ─▶ handshake ─▶ whose key? ─▶ session
//!            bounded in   authorized    counted among
//!            time and     file, read    the sessions, ended
//!            number       each time     when the file changes
//! ```
//!
//! The handshake lets every holder of an Ed25519 key through, so that one whom nobody
//! authorised is told so by the session instead of meeting a closed door. Peers that
//! have not shown a key yet take no place among the sessions.

mod handshake;
mod identity;
mod stream;
mod waiting;
mod watched;

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

pub use identity::Identity;
use stream::Secure;
use waiting::Place;
use waiting::Waiting;
use watched::Watched;

use super::ListenError;
use super::Listening;
use super::tcp::STACK_LEN;
use super::tcp::prepare;
use crate::doors::Caller;
use crate::session::End;
use crate::session::Peer;
use crate::session::Permit;
use crate::session::Server;
use crate::session::serve;

/// What all threads of a listening address share.
struct Door {
    identity: Arc<Identity>,
    server: Arc<Server>,
    waiting: Waiting,
}

pub(super) fn listen(
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
    let door = Arc::new(Door {
        identity: Arc::clone(identity),
        server: Arc::clone(server),
        waiting: Waiting::beside(server.limits.max_sessions),
    });
    let list = Arc::clone(identity);
    server.doors.ask_for_keys(move |key| list.standing(key));
    let stopping = Arc::clone(server);
    thread::Builder::new()
        .name("tls".into())
        .spawn(move || accept(&listener, &door))
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

fn accept(listener: &TcpListener, door: &Arc<Door>) {
    while !door.server.stopping() {
        match listener.accept() {
            Ok(_) if door.server.stopping() => return,
            Ok((socket, from)) => {
                let door = Arc::clone(door);
                // Without a thread the socket is dropped, which hangs up.
                let _ = thread::Builder::new()
                    .name(format!("tls {}", from.port()))
                    .stack_size(STACK_LEN)
                    .spawn(move || door.admit(&Arc::new(socket), from));
            }
            // Out of descriptors or memory: a moment later there may be some.
            Err(_) => thread::sleep(Duration::from_millis(50)),
        }
    }
}

impl Door {
    fn admit(&self, socket: &Arc<TcpStream>, from: SocketAddr) {
        let place = self.waiting.enter(socket);
        let shaken = prepare(socket).and_then(|()| {
            handshake::complete(socket, self.identity.config(), &self.server, &place)
        });
        match shaken {
            Ok(tls) => self.session(socket, from, tls, place),
            Err(_) => self.no_handshake(from),
        }
        stream::hang_up(socket);
    }

    fn no_handshake(&self, from: SocketAddr) {
        self.server.counters.session();
        self.server.counters.ended(End::Broken);
        if !self.server.stopping() {
            self.turned_away(&peer(from, Name::default(), None), "no_handshake");
        }
    }

    fn turned_away(&self, peer: &Peer, result: &str) {
        let caller = Caller {
            peer,
            who: &peer.name,
        };
        self.server.doors.turned_away(caller, result);
    }

    fn session(
        &self,
        socket: &TcpStream,
        from: SocketAddr,
        tls: ServerConnection,
        place: Place<'_>,
    ) {
        let Some(key) = handshake::peer_key(&tls) else {
            return;
        };
        let role = self.identity.role_of(&key, from);
        // Who is only to be refused takes no place among the sessions, but keeps the other.
        let (permit, _place) = match role {
            Some(_) => {
                // Not at the end: the crowd would hang up on a session.
                drop(place);
                (self.server.permit(), None)
            }
            None => (Some(Permit::of_a_line()), Some(place)),
        };
        let Some(permit) = permit else {
            return;
        };
        let peer = peer(from, key.fingerprint(), role);
        let secure = Secure::new(socket, tls);
        let writer = secure.writer(self.server.limits.write);
        let mut reader = Watched::new(secure.reader(), &self.identity, &peer.key, role);
        serve(&mut reader, writer, &peer, &self.server, permit);
        if reader.withdrawn() {
            self.identity.say_withdrawn(&key, from);
            self.turned_away(&peer, "key_withdrawn");
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
