//! One peer: frames in, frames out, over any pair of byte streams
//!
//! ```text
//!   bytes ─▶ Deframer ─▶ Conversation ─▶ BoardHandle      the session's own thread
//!                            │  ▲
//!                            ▼  │ Cancel, Status, Identify are still heard
//!                        long request: one thread acts, one reports
//! ```
//!
//! A session costs one thread and about 50 KiB while nothing long runs. The thread
//! that acts on the board never writes to the peer: a peer that reads too slowly loses the
//! board after [`Limits::write`], one that does not read at all ends its session.

mod acting;
mod answer;
mod conversation;
mod counters;
mod diary;
mod limits;
mod long;
mod out;
mod server;
mod spoken;
mod understood;

use std::io;
use std::io::Read;
use std::io::Write;
use std::thread;
use std::time::Instant;

use fic_protocol::Name;
use fic_protocol::Role;
use fic_protocol::frame::Deframer;

use crate::doors::Caller;
use conversation::Conversation;
pub use counters::Counters;
use diary::Diary;
pub use limits::Limits;
use out::Out;
pub use server::Permit;
pub use server::Server;

/// Bytes asked of the stream at a time: about two chunks.
const READ_LEN: usize = 16 * 1024;

/// Who is at the other end, as far as the stream tells.
#[derive(Debug, Clone)]
pub struct Peer {
    /// Its address; stands for its name until it says `Identify`.
    pub name: Name,
    /// How the board knows it, whatever it calls itself (see [`fic_protocol::Lease::key`]).
    pub key: Name,
    /// What it may do; `None` lets nobody in.
    pub role: Option<Role>,
    /// A line rather than a connection: it has no end, carries noise, and another host
    /// may go on where one went silent.
    pub line: bool,
}

/// Why a session ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// The peer closed the stream.
    Closed,
    /// The stream failed.
    Broken,
    /// No Hello came in time.
    NoHello,
    /// Nothing came for too long.
    Idle,
    /// Too much of what came was no frame.
    Garbage,
    /// The peer did not take what was sent to it.
    NotReading,
    /// The peer was refused.
    Refused,
    /// The agent ends.
    Stopped,
}

impl End {
    /// The word for the log of an end that no other line tells of and no good peer causes.
    fn refusal(self) -> Option<&'static str> {
        match self {
            Self::NoHello => Some("no_hello"),
            Self::Garbage => Some("garbage"),
            _ => None,
        }
    }
}

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
    let out = Out::new(writer, server.limits.write, peer.line);
    let diary = Diary::new(&server.doors);
    let mut deframer = Box::new(Deframer::new());
    let mut buffer = vec![0; READ_LEN];
    let end = thread::scope(|scope| {
        let mut conversation = Conversation::new(scope, &out, server, &diary, peer, &permit);
        loop {
            if let Some(end) = conversation.over(Instant::now()) {
                return end;
            }
            match reader.read(&mut buffer) {
                Ok(0) => return End::Closed,
                Ok(len) => feed(&mut conversation, &mut deframer, &buffer[..len]),
                Err(error) if is_pause(&error) => {}
                Err(error) if error.kind() == io::ErrorKind::PermissionDenied => {
                    conversation.give_up();
                    return End::Refused;
                }
                Err(_) => return End::Broken,
            }
            out.flush();
        }
    });
    drop(diary);
    server.counters.ended(end);
    if let Some(result) = end.refusal() {
        let (who, peer) = (&peer.name, peer);
        server.doors.turned_away(Caller { peer, who }, result);
    }
    end
}

fn feed<W: Write + Send>(
    conversation: &mut Conversation<'_, '_, W>,
    deframer: &mut Deframer,
    mut input: &[u8],
) {
    while !input.is_empty() {
        let (taken, frame) = deframer.push(input);
        input = &input[taken..];
        match frame {
            Some(Ok(frame)) => conversation.frame(frame),
            Some(Err(error)) => conversation.bad_frame(error),
            None => {}
        }
    }
}

/// Nothing came, but the stream is fine.
pub(crate) fn is_pause(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut | io::ErrorKind::Interrupted
    )
}
