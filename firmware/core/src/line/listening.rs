//! The line while a request acts: reports go out, Cancel is heard

use fic_protocol::BoardEvent;
use fic_protocol::BoardResponse;
use fic_protocol::HostRequest;
use fic_protocol::Phase;
use fic_protocol::Progress;

use super::Line;
use super::hear::Ears;
use super::out::Out;
use super::peer::At;
use super::peer::Heard;
use super::peer::Peer;
use super::shown::Shown;
use crate::Cancelled;
use crate::Hooks;

/// Between two progress events, as at the agent.
const EVENT_MS: u64 = 50;
/// Frames heard at each report: a host that never stops talking must not stop a load.
const MOST_FRAMES: usize = 4;

/// The hooks of the request `at`.
pub(super) struct Listening<'a, L> {
    line: &'a mut L,
    ears: &'a mut Ears,
    peer: &'a mut Peer,
    at: At,
    shown: Shown,
    /// The line has lent its pins to the board.
    detached: bool,
    began_ms: u64,
    next_event_ms: u64,
    cancelled: bool,
}

impl<'a, L: Line> Listening<'a, L> {
    pub(super) fn new(
        line: &'a mut L,
        ears: &'a mut Ears,
        peer: &'a mut Peer,
        at: At,
        shown: Shown,
        detached: bool,
    ) -> Self {
        let began_ms = line.now_ms();
        Self {
            line,
            ears,
            peer,
            at,
            shown,
            detached,
            began_ms,
            next_event_ms: began_ms,
            cancelled: false,
        }
    }

    fn listen(&mut self) -> Result<(), Cancelled> {
        for _ in 0..MOST_FRAMES {
            let now_ms = self.line.now_ms();
            let Some(frame) = self.ears.next(self.line) else {
                break;
            };
            match self.peer.hear(frame, now_ms, Some(self.at.id)) {
                Heard::Nothing => {}
                Heard::Frozen(header, body) => self.speak(|out| out.frozen(header, &body)),
                Heard::Answer(at, response) => self.speak(|out| out.respond(at, &response)),
                Heard::Request(at, request) => {
                    let for_ms = now_ms.saturating_sub(self.began_ms);
                    let response = match request {
                        HostRequest::Cancel { id } => {
                            self.cancelled |= id == self.at.id;
                            BoardResponse::Done
                        }
                        other => self.shown.answer(&other, for_ms),
                    };
                    self.speak(|out| out.respond(at, &response));
                }
            }
        }
        match self.cancelled {
            true => Err(Cancelled),
            false => Ok(()),
        }
    }

    fn speak(&mut self, say: impl FnOnce(&mut Out<'_, L>)) {
        if self.detached {
            self.line.attach();
        }
        say(&mut Out::new(self.line));
        if self.detached {
            self.line.detach();
        }
    }
}

/// `None` listens to nobody.
impl<L: Line> Hooks for Option<Listening<'_, L>> {
    fn progress(&mut self, progress: Progress) -> Result<(), Cancelled> {
        self.as_mut()
            .map_or(Ok(()), |listening| listening.progress(progress))
    }

    fn data(&mut self, bytes: &[u8]) -> Result<(), Cancelled> {
        self.as_mut()
            .map_or(Ok(()), |listening| listening.data(bytes))
    }
}

impl<L: Line> Listening<'_, L> {
    fn progress(&mut self, progress: Progress) -> Result<(), Cancelled> {
        if progress.phase == Phase::Clear {
            self.shown.cleared();
        }
        let now_ms = self.line.now_ms();
        if now_ms >= self.next_event_ms {
            self.next_event_ms = now_ms + EVENT_MS;
            let at = self.at;
            self.speak(|out| out.event(at, &BoardEvent::Progress(progress)));
        }
        self.listen()
    }

    fn data(&mut self, bytes: &[u8]) -> Result<(), Cancelled> {
        let at = self.at;
        self.speak(|out| out.data(at, bytes));
        self.listen()
    }
}
