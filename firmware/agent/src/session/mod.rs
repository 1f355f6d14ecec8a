//! One peer: frames in, frames out, over any pair of byte streams
//!
//! ```text
//!   bytes ─▶ Deframer ─▶ Session ─▶ BoardHandle           the session's own thread
//!                          │  ▲
//!                          ▼  │ Cancel, Status, Identify are still heard
//!                       long request: one thread acts, one reports
//! ```
//!
//! A session costs one thread and about 50 KiB while nothing long runs. The thread
//! that acts on the board never writes to the peer: a peer that reads too slowly loses the
//! board after [`Limits::write`], one that does not read at all ends its session.

mod audit_recorder;
mod counters;
mod dispatch;
mod end;
mod frame_writer;
mod limits;
mod long;
mod response_buffer;
mod server;
mod state;
mod stream;

use std::io;
use std::io::Read;
use std::io::Write;
use std::thread;
use std::time::Instant;

use fic_protocol::frame::Deframer;

use crate::access::Caller;
use crate::access::Peer;
use audit_recorder::AuditRecorder;
pub use counters::Counters;
pub use end::End;
use frame_writer::FrameWriter;
pub use limits::Limits;
pub use server::Permit;
pub use server::Server;
use state::Context;
use state::Session;
pub(crate) use stream::is_pause;

/// Bytes asked of the stream at a time: about two chunks.
const READ_LEN: usize = 16 * 1024;

/// Serves one peer until the stream or the agent ends, or the peer breaks a limit.
///
/// A reader that says `PermissionDenied` ends the session and what it has under way.
/// `reader` must return at least every [`Limits::TICK`], if only with `TimedOut` or
/// `WouldBlock`; `writer` must not block for longer than that either.
/// Returns when the last long request of this peer has ended, too.
pub fn serve<R: Read, W: Write + Send>(
    mut reader: R,
    writer: W,
    peer: &Peer,
    server: &Server,
    permit: Permit,
) -> End {
    let out = FrameWriter::new(writer, server.limits.write, peer.line);
    let audit = AuditRecorder::new(&server.access);
    let context = Context {
        out: &out,
        server,
        audit: &audit,
        peer,
    };
    let mut deframer = Box::new(Deframer::new());
    let mut buffer = vec![0; READ_LEN];
    let end = thread::scope(|scope| {
        let mut session = Session::new(scope, context, &permit, Instant::now());
        loop {
            if let Some(end) = session.end_reason(Instant::now()) {
                return end;
            }
            match reader.read(&mut buffer) {
                Ok(0) => return End::Closed,
                Ok(len) => feed(&mut session, &mut deframer, &buffer[..len]),
                Err(error) if is_pause(&error) => {}
                Err(error) if error.kind() == io::ErrorKind::PermissionDenied => {
                    session.cancel_all();
                    return End::Refused;
                }
                Err(_) => return End::Broken,
            }
            out.flush();
        }
    });
    drop(audit);
    server.counters.ended(end);
    if let Some(result) = end.refusal() {
        let (who, peer) = (&peer.name, peer);
        server.access.log_rejected(Caller { peer, who }, result);
    }
    end
}

fn feed<W: Write + Send>(
    session: &mut Session<'_, '_, W>,
    deframer: &mut Deframer,
    mut input: &[u8],
) {
    while !input.is_empty() {
        let (taken, frame) = deframer.push(input);
        input = &input[taken..];
        match frame {
            Some(Ok(frame)) => session.frame(frame, Instant::now()),
            Some(Err(_)) => session.bad_frame(),
            None => {}
        }
    }
}
