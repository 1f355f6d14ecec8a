//! Accepting connections, and a thread for each

use std::io;
use std::thread;
use std::time::Duration;

use crate::session::Server;

/// A stack for sessions: the request service keeps its buffers in its own struct.
const STACK_LEN: usize = 512 * 1024;

/// Hands each connection that `next` waits for to `admit`, until the server stops and a
/// last connection wakes it.
pub(super) fn accept<C>(server: &Server, next: impl Fn() -> io::Result<C>, admit: impl Fn(C)) {
    while !server.stopping() {
        match next() {
            Ok(_) if server.stopping() => return,
            Ok(connection) => admit(connection),
            // Out of descriptors or memory: a moment later there may be some.
            Err(_) => thread::sleep(Duration::from_millis(50)),
        }
    }
}

/// Runs a session in a thread of its own. Without a thread its connection is dropped,
/// which hangs up.
pub(super) fn spawn_session(name: String, run: impl FnOnce() + Send + 'static) {
    let builder = thread::Builder::new().name(name).stack_size(STACK_LEN);
    let _ = builder.spawn(run);
}
