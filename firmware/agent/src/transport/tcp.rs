//! Plain TCP, on loopback only

use std::io;
use std::net::Shutdown;
use std::net::SocketAddr;
use std::net::TcpListener;
use std::net::TcpStream;
use std::net::ToSocketAddrs;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use fic_protocol::Role;
use fic_protocol::truncated;

use super::accept::accept;
use super::accept::spawn_session;
use super::error::ListenError;
use super::listening::Listening;
use crate::access::Peer;
use crate::session::Limits;
use crate::session::Permit;
use crate::session::Server;
use crate::session::serve;

pub(super) fn listen(host_port: &str, server: &Arc<Server>) -> Result<Listening, ListenError> {
    let addresses = loopback(host_port)?;
    let failed = |source: io::Error| match source.kind() {
        io::ErrorKind::AddrInUse => ListenError::InUse {
            address: format!("tcp://{host_port}"),
        },
        _ => ListenError::Io {
            address: format!("tcp://{host_port}"),
            source,
        },
    };
    let listener = TcpListener::bind(&addresses[..]).map_err(failed)?;
    let local = listener.local_addr().map_err(failed)?;
    let server = Arc::clone(server);
    let stopping = Arc::clone(&server);
    thread::Builder::new()
        .name("tcp".into())
        .spawn(move || {
            let next = || listener.accept();
            accept(&server, next, |(stream, from)| {
                session(stream, from, &server)
            });
        })
        .map_err(failed)?;
    Ok(Listening::new(format!("tcp://{local}"), move || {
        stopping.stop();
        // Wakes the accepting thread.
        let _ = TcpStream::connect_timeout(&local, Duration::from_secs(1));
    }))
}

/// All addresses of this name, IPv4 first; an error if one of them is not loopback.
fn loopback(host_port: &str) -> Result<Vec<SocketAddr>, ListenError> {
    let found = host_port
        .to_socket_addrs()
        .map_err(|source| ListenError::Resolve {
            address: host_port.into(),
            source,
        })?;
    let mut addresses: Vec<SocketAddr> = found.collect();
    match addresses.iter().all(|one| one.ip().is_loopback()) {
        true if !addresses.is_empty() => {
            addresses.sort_by_key(SocketAddr::is_ipv6);
            Ok(addresses)
        }
        _ => Err(ListenError::NotLoopback {
            address: host_port.into(),
        }),
    }
}

fn session(stream: TcpStream, from: SocketAddr, server: &Arc<Server>) {
    let Some(permit) = server.permit() else {
        return;
    };
    let server = Arc::clone(server);
    let name = format!("tcp {}", from.port());
    spawn_session(name, move || run(&stream, from, &server, permit));
}

fn run(stream: &TcpStream, from: SocketAddr, server: &Server, permit: Permit) {
    let peer = Peer {
        name: truncated(&from.to_string()),
        key: truncated(if local(from) { "loopback" } else { "elsewhere" }),
        role: role(from, server.access.roles.tcp),
        line: false,
    };
    if prepare(stream).is_ok() {
        serve(stream, stream, &peer, server, permit);
    }
    let _ = stream.shutdown(Shutdown::Both);
}

/// `role` on loopback, nothing elsewhere: routes can lead others to a loopback address, or
/// programs of this machine there from another.
fn role(from: SocketAddr, role: Option<Role>) -> Option<Role> {
    role.filter(|_| local(from))
}

fn local(from: SocketAddr) -> bool {
    from.ip().to_canonical().is_loopback()
}

pub(super) fn prepare(stream: &TcpStream) -> io::Result<()> {
    stream.set_nodelay(true)?;
    stream.set_read_timeout(Some(Limits::TICK))?;
    stream.set_write_timeout(Some(Limits::TICK))?;
    keep_alive(stream)
}

/// A peer whose machine is gone is noticed within about a minute.
#[cfg(target_os = "linux")]
fn keep_alive(stream: &TcpStream) -> io::Result<()> {
    use rustix::net::sockopt;

    sockopt::set_socket_keepalive(stream, true)?;
    sockopt::set_tcp_keepidle(stream, Duration::from_secs(30))?;
    sockopt::set_tcp_keepintvl(stream, Duration::from_secs(10))?;
    sockopt::set_tcp_keepcnt(stream, 3)?;
    Ok(())
}

#[cfg(not(target_os = "linux"))]
fn keep_alive(_: &TcpStream) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use fic_error::Diagnostic as _;
    use fic_error::ExitClass;

    use super::*;

    #[test]
    fn who_comes_from_elsewhere_has_no_role() {
        for (from, expected) in [
            ("127.0.0.1:9", Some(Role::Operate)),
            ("[::1]:9", Some(Role::Operate)),
            ("[::ffff:127.0.0.1]:9", Some(Role::Operate)),
            ("10.99.0.1:9", None),
            ("[::ffff:10.99.0.1]:9", None),
            ("[fe80::1]:9", None),
        ] {
            let from = from.parse().unwrap();
            assert_eq!(role(from, Some(Role::Operate)), expected, "{from}");
            assert_eq!(role(from, None), None);
        }
    }

    #[test]
    fn only_loopback_is_served() {
        for ok in ["127.0.0.1:0", "127.8.8.8:1", "[::1]:7402"] {
            assert!(loopback(ok).is_ok(), "{ok}");
        }
        for bad in [
            "0.0.0.0:7402",
            "[::]:7402",
            "192.0.2.1:7402",
            "[2001:db8::1]:1",
        ] {
            let error = loopback(bad).unwrap_err();
            assert_eq!(error.code(), "not_loopback", "{bad}");
            assert_eq!(error.class(), ExitClass::Usage);
        }
    }

    #[test]
    fn an_answer_is_sent_at_once_and_nobody_is_waited_for_long() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let _host = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
        let (stream, _) = listener.accept().unwrap();
        prepare(&stream).unwrap();
        // Nagle's algorithm and delayed acknowledgements would make it 40 ms an answer.
        assert!(stream.nodelay().unwrap());
        assert_eq!(stream.read_timeout().unwrap(), Some(Limits::TICK));
        assert_eq!(stream.write_timeout().unwrap(), Some(Limits::TICK));
    }
}
