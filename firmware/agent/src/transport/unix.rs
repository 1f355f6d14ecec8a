//! A unix socket: who may connect is the file's permission

use std::fs;
use std::io;
use std::net::Shutdown;
use std::os::unix::fs::FileTypeExt;
use std::os::unix::fs::MetadataExt;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::UnixListener;
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::path::PathBuf;
use std::sync::Arc;
use std::thread;

use fic_protocol::Name;
use fic_protocol::truncated;
#[cfg(target_os = "linux")]
use rustix::fs::Mode;

use super::accept::accept;
use super::accept::spawn_session;
use super::error::ListenError;
use super::listening::Listening;
use crate::access::Peer;
use crate::session::Limits;
use crate::session::Permit;
use crate::session::Server;
use crate::session::serve;

/// The owner and the group of the socket may connect.
const MODE: u32 = 0o660;
/// Peers that may wait to be accepted.
#[cfg(target_os = "linux")]
const BACKLOG: i32 = 128;

pub(super) fn listen(path: &Path, server: &Arc<Server>) -> Result<Listening, ListenError> {
    make_room(path)?;
    let failed = |source| ListenError::Io {
        address: shown(path),
        source,
    };
    let listener = bind(path).map_err(failed)?;
    let ours = identity(path).map_err(failed)?;
    let server = Arc::clone(server);
    let stopping = Arc::clone(&server);
    thread::Builder::new()
        .name("unix".into())
        .spawn(move || {
            let next = || listener.accept();
            accept(&server, next, |(stream, _)| session(stream, &server));
        })
        .map_err(failed)?;
    let path: PathBuf = path.into();
    Ok(Listening::new(shown(&path), move || {
        stopping.stop();
        // Wakes the accepting thread.
        let _ = UnixStream::connect(&path);
        // Another agent may have put its own there since.
        if identity(&path).is_ok_and(|now| now == ours) {
            let _ = fs::remove_file(&path);
        }
    }))
}

fn shown(path: &Path) -> String {
    format!("unix:{}", path.display())
}

/// Removes a socket that nobody listens at.
fn make_room(path: &Path) -> Result<(), ListenError> {
    let Ok(meta) = fs::symlink_metadata(path) else {
        return Ok(());
    };
    if !meta.file_type().is_socket() {
        return Err(ListenError::NoSocket { path: path.into() });
    }
    match UnixStream::connect(path) {
        Err(error) if error.kind() == io::ErrorKind::ConnectionRefused => fs::remove_file(path)
            .map_err(|source| ListenError::Io {
                address: shown(path),
                source,
            }),
        // A full queue or a missing permission means that somebody is there, too.
        _ => Err(ListenError::InUse {
            address: shown(path),
        }),
    }
}

/// Mode 0660 as soon as the path exists: until a later `chmod` anyone could connect.
/// (The process's umask would do, too, but other threads make files meanwhile.)
#[cfg(target_os = "linux")]
fn bind(path: &Path) -> io::Result<UnixListener> {
    use rustix::net;

    let flags = net::SocketFlags::CLOEXEC;
    let family = net::AddressFamily::UNIX;
    let socket = net::socket_with(family, net::SocketType::STREAM, flags, None)?;
    rustix::fs::fchmod(&socket, Mode::from_raw_mode(MODE))?;
    net::bind(&socket, &net::SocketAddrUnix::new(path)?)?;
    // What the umask took away.
    fs::set_permissions(path, fs::Permissions::from_mode(MODE))?;
    net::listen(&socket, BACKLOG)?;
    Ok(socket.into())
}

#[cfg(not(target_os = "linux"))]
fn bind(path: &Path) -> io::Result<UnixListener> {
    let listener = UnixListener::bind(path)?;
    fs::set_permissions(path, fs::Permissions::from_mode(MODE))?;
    Ok(listener)
}

fn identity(path: &Path) -> io::Result<(u64, u64)> {
    let meta = fs::symlink_metadata(path)?;
    Ok((meta.dev(), meta.ino()))
}

fn session(stream: UnixStream, server: &Arc<Server>) {
    let Some(permit) = server.permit() else {
        return;
    };
    let server = Arc::clone(server);
    spawn_session("unix session".into(), move || run(&stream, &server, permit));
}

fn run(stream: &UnixStream, server: &Server, permit: Permit) {
    let peer = Peer {
        name: name(stream),
        key: name(stream),
        role: server.access.roles.unix,
        line: false,
    };
    let prepared = stream
        .set_read_timeout(Some(Limits::TICK))
        .and_then(|()| stream.set_write_timeout(Some(Limits::TICK)));
    if prepared.is_ok() {
        serve(stream, stream, &peer, server, permit);
    }
    let _ = stream.shutdown(Shutdown::Both);
}

#[cfg(target_os = "linux")]
fn name(stream: &UnixStream) -> Name {
    match rustix::net::sockopt::socket_peercred(stream) {
        Ok(peer) => truncated(&format!("uid {}", peer.uid.as_raw())),
        Err(_) => truncated("local"),
    }
}

#[cfg(not(target_os = "linux"))]
fn name(_: &UnixStream) -> Name {
    truncated("local")
}
