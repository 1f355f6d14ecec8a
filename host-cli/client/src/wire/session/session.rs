//! One link's requests, answers and events, each under its id

use std::io;
use std::time::Duration;
use std::time::Instant;

use fic_protocol::BoardEvent;
use fic_protocol::BoardResponse;
use fic_protocol::HostRequest;
use fic_protocol::Identity;
use fic_protocol::RefusalReason;
use fic_protocol::codec;
use fic_protocol::frame::Header;
use fic_protocol::frame::Kind;
use fic_protocol::limits::MAX_BODY_LEN;

use super::limits::Limits;
use super::refusal::refusal;
use crate::cancel::CancelToken;
use crate::cancel::TICK;
use crate::error::Error;
use crate::wire::link::Link;
use crate::wire::link::Received;

/// Bytes of log data that are kept until somebody wants them; the rest is dropped.
const MOST_LOG: usize = 64 * 1024;

/// What a board said.
#[derive(Debug)]
pub(crate) enum Message {
    /// The answer to the request of this id.
    Response(u32, Box<BoardResponse>),
    /// Before the answer to the request of this id.
    Event(u32, BoardEvent),
    /// Bytes that the request of this id asked for, in order.
    Data(u32, Vec<u8>),
}

/// A conversation over one link.
pub(crate) struct Session {
    pub(super) link: Box<dyn Link>,
    pub(super) address: String,
    /// Chosen in the handshake.
    pub(super) version: u8,
    pub(super) next_id: u32,
    pub(super) body: Box<[u8]>,
    pub(super) stop: CancelToken,
    pub(super) identity: Identity,
    /// Log data that came meanwhile.
    pub(super) log: Vec<u8>,
    /// When the last whole frame came.
    pub(super) heard: Instant,
}

impl Session {
    /// Who answers.
    pub(crate) fn identity(&self) -> &Identity {
        &self.identity
    }

    /// Time limits of requests on this link.
    pub(crate) fn limits(&self) -> Limits {
        Limits::new(self.link.bytes_per_second())
    }

    /// A serial line: frames may get lost without the link breaking.
    pub(crate) fn is_line(&self) -> bool {
        self.link.bytes_per_second().is_some()
    }

    /// The protocol version that both speak.
    pub(crate) fn version(&self) -> u8 {
        self.version
    }

    /// The id that the next request will have.
    pub(crate) fn next_id(&self) -> u32 {
        self.next_id
    }

    /// Damaged frames so far.
    pub(crate) fn line_errors(&self) -> u64 {
        self.link.line_errors()
    }

    /// Sends a request without waiting for its answer, and returns its id.
    pub(crate) fn post(
        &mut self,
        request: &HostRequest<'_>,
        deadline: Instant,
    ) -> Result<u32, Error> {
        let len = codec::encode(request, &mut self.body)
            .map(<[u8]>::len)
            .map_err(|_| Error::Protocol {
                what: request.kind().name(),
            })?;
        self.send(Kind::Request, len, deadline)
    }

    /// Sends the first `len` bytes of the body buffer under a new id.
    pub(super) fn send(&mut self, kind: Kind, len: usize, deadline: Instant) -> Result<u32, Error> {
        let id = self.next_id;
        self.next_id = id.wrapping_add(1);
        let header = Header {
            version: self.version,
            kind,
            id,
        };
        self.link
            .send(header, &self.body[..len], deadline)
            .map_err(|source| lost(&self.address, source))?;
        Ok(id)
    }

    /// What the board says next, or `None` at the deadline.
    ///
    /// Fails when it is time to stop, unless `through_stop`.
    pub(crate) fn next(
        &mut self,
        deadline: Instant,
        through_stop: bool,
    ) -> Result<Option<Message>, Error> {
        while Instant::now() < deadline {
            if !through_stop {
                self.stop.check()?;
            }
            if let Some(frame) = self.receive(deadline)?
                && let Some(message) = self.read(frame)?
            {
                return Ok(Some(message));
            }
        }
        Ok(None)
    }

    /// Log data that has come, waiting for some until the deadline.
    pub(crate) fn log_data(&mut self, deadline: Instant) -> Result<Vec<u8>, Error> {
        while self.log.is_empty() && Instant::now() < deadline {
            self.stop.check()?;
            if let Some(frame) = self.receive(deadline)? {
                self.read(frame)?;
            }
        }
        Ok(self.take_log())
    }

    /// Log data that has come.
    pub(crate) fn take_log(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.log)
    }

    pub(super) fn keep_log(&mut self, bytes: &[u8]) {
        let room = MOST_LOG.saturating_sub(self.log.len());
        self.log.extend_from_slice(&bytes[..bytes.len().min(room)]);
    }

    /// For how long nothing has come.
    pub(crate) fn silent_for(&self) -> Duration {
        self.heard.elapsed()
    }

    /// The next frame, waiting no longer than a tick.
    pub(super) fn receive(&mut self, deadline: Instant) -> Result<Option<Received>, Error> {
        let tick = deadline.min(Instant::now() + TICK);
        let received = self
            .link
            .receive(tick)
            .map_err(|source| lost(&self.address, source))?;
        if received.is_some() {
            self.heard = Instant::now();
        }
        Ok(received)
    }

    fn read(&mut self, frame: Received) -> Result<Option<Message>, Error> {
        let id = frame.header.id;
        let malformed = Error::Protocol { what: "request" };
        match frame.header.kind {
            Kind::Response => match codec::decode(&frame.body) {
                Ok(response) => Ok(Some(Message::Response(id, Box::new(response)))),
                Err(_) => Err(malformed),
            },
            Kind::Event => match codec::decode(&frame.body) {
                Ok(event) => Ok(Some(Message::Event(id, event))),
                // Events may be left out, so one of a newer board may be left unread.
                Err(_) => Ok(None),
            },
            Kind::Data => Ok(Some(Message::Data(id, frame.body))),
            Kind::Log => {
                self.keep_log(&frame.body);
                Ok(None)
            }
            Kind::Refusal => match refusal(&frame.body) {
                // The board restarted behind a line that did not notice: start anew.
                Some((RefusalReason::HelloFirst, _)) => {
                    Err(lost(&self.address, io::ErrorKind::ConnectionReset.into()))
                }
                Some((_, error)) => Err(error),
                None => Err(malformed),
            },
            _ => Ok(None),
        }
    }
}

fn lost(address: &str, source: io::Error) -> Error {
    Error::LinkLost {
        address: address.to_owned(),
        source,
    }
}

/// A body buffer for the largest message.
pub(super) fn body_buffer() -> Box<[u8]> {
    vec![0; MAX_BODY_LEN].into()
}
