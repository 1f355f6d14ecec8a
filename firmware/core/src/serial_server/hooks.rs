//! The line while a request acts: reports go out, Cancel is heard

use fic_protocol::BoardEvent;
use fic_protocol::BoardResponse;
use fic_protocol::Busy;
use fic_protocol::BusyWord;
use fic_protocol::HostRequest;
use fic_protocol::Name;
use fic_protocol::Phase;
use fic_protocol::Progress;
use fic_protocol::truncated;

use super::Line;
use super::reader::FrameReader;
use super::writer::FrameWriter;
use crate::Cancelled;
use crate::Hooks;
use crate::peer::Incoming;
use crate::peer::ProtocolPeer;
use crate::peer::ReplyTo;
use crate::peer::StatusCache;

/// Between two progress events, as at the agent.
const EVENT_MS: u64 = 50;
/// Frames heard at each report: a host that never stops talking must not stop a load.
const MOST_FRAMES: usize = 4;

/// What acts, for whom, and what was known of the board before.
pub(super) struct Acting<'a> {
    pub(super) to: ReplyTo,
    pub(super) what: BusyWord,
    pub(super) who: &'a Name,
    pub(super) known: StatusCache,
    pub(super) began_ms: u64,
    /// The line has lent its pins to the board.
    pub(super) detached: bool,
    /// The FPGA was cleared: what was known of it does not hold any more.
    pub(super) cleared: bool,
}

impl Acting<'_> {
    /// The answer to another request.
    fn answer(&self, request: &HostRequest<'_>, now_ms: u64) -> BoardResponse {
        let for_ms = now_ms.saturating_sub(self.began_ms);
        let busy = Busy {
            who: self.who.clone(),
            what: truncated(self.what.as_str()),
            for_ms: u32::try_from(for_ms).unwrap_or(u32::MAX),
        };
        self.known
            .answer(request.kind(), busy, self.cleared, now_ms)
    }
}

/// The hooks of the request that acts.
pub(super) struct RequestHooks<'a, L> {
    line: &'a mut L,
    reader: &'a mut FrameReader,
    peer: &'a mut ProtocolPeer,
    acting: Acting<'a>,
    next_event_ms: u64,
    cancelled: bool,
}

impl<'a, L: Line> RequestHooks<'a, L> {
    pub(super) fn new(
        line: &'a mut L,
        reader: &'a mut FrameReader,
        peer: &'a mut ProtocolPeer,
        acting: Acting<'a>,
    ) -> Self {
        Self {
            line,
            reader,
            peer,
            next_event_ms: acting.began_ms,
            acting,
            cancelled: false,
        }
    }

    fn listen(&mut self) -> Result<(), Cancelled> {
        for _ in 0..MOST_FRAMES {
            let now_ms = self.line.now_ms();
            let Some(frame) = self.reader.next(self.line) else {
                break;
            };
            match self.peer.accept(frame, now_ms, Some(self.acting.to.id)) {
                Incoming::Nothing => {}
                Incoming::Frozen(header, body, _) => self.write(|out| out.frame(header, &body)),
                Incoming::Failed(to, error) => self.write(|out| out.respond(to, &error.into())),
                Incoming::Request(to, request) => {
                    let response = match request {
                        HostRequest::Cancel { id } => {
                            self.cancelled |= id == self.acting.to.id;
                            BoardResponse::Done
                        }
                        other => self.acting.answer(&other, now_ms),
                    };
                    self.write(|out| out.respond(to, &response));
                }
            }
        }
        if self.cancelled {
            Err(Cancelled)
        } else {
            Ok(())
        }
    }

    fn write(&mut self, write: impl FnOnce(&mut FrameWriter<'_, L>)) {
        if self.acting.detached {
            self.line.attach();
        }
        write(&mut FrameWriter::new(self.line));
        if self.acting.detached {
            self.line.detach();
        }
    }

    fn progress(&mut self, progress: Progress) -> Result<(), Cancelled> {
        self.acting.cleared |= progress.phase == Phase::Clear;
        let now_ms = self.line.now_ms();
        if now_ms >= self.next_event_ms {
            self.next_event_ms = now_ms + EVENT_MS;
            let to = self.acting.to;
            self.write(|out| out.event(to, &BoardEvent::Progress(progress)));
        }
        self.listen()
    }

    fn data(&mut self, bytes: &[u8]) -> Result<(), Cancelled> {
        let to = self.acting.to;
        self.write(|out| out.data(to, bytes));
        self.listen()
    }
}

/// `None` hears nobody.
impl<L: Line> Hooks for Option<RequestHooks<'_, L>> {
    fn progress(&mut self, progress: Progress) -> Result<(), Cancelled> {
        self.as_mut()
            .map_or(Ok(()), |hooks| hooks.progress(progress))
    }

    fn data(&mut self, bytes: &[u8]) -> Result<(), Cancelled> {
        self.as_mut().map_or(Ok(()), |hooks| hooks.data(bytes))
    }
}
