//! Hello, and what may come back

use std::time::Duration;
use std::time::Instant;

use fic_protocol::BoardKind;
use fic_protocol::BoardResponse;
use fic_protocol::CURRENT_VERSION;
use fic_protocol::Hello;
use fic_protocol::HostRequest;
use fic_protocol::Identity;
use fic_protocol::Name;
use fic_protocol::RefusalReason;
use fic_protocol::SCHEMA_HASH;
use fic_protocol::Welcome;
use fic_protocol::frame::Kind;

use super::call::Call;
use super::refusal::refusal;
use super::refusal::version_mismatch;
use super::session::Session;
use super::session::body_buffer;
use crate::cancel::CancelToken;
use crate::error::Error;
use crate::wire::link::Link;

/// A Hello without an answer is said again after this time: a line loses frames, a board starts up.
const HELLO_AGAIN: Duration = Duration::from_millis(500);

/// What a conversation starts from.
pub(crate) struct Opening<'a> {
    /// For messages.
    pub(crate) address: &'a str,
    /// `user@host`.
    pub(crate) who: &'a str,
    /// Must differ from the ids of any earlier conversation that may still be answered on
    /// the same line.
    pub(crate) first_id: u32,
    /// When to give up any wait.
    pub(crate) stop: CancelToken,
    /// When to give up this one.
    pub(crate) deadline: Instant,
}

impl Session {
    /// Says Hello and Identify over a fresh link.
    pub(crate) fn open(link: Box<dyn Link>, opening: Opening<'_>) -> Result<Self, Error> {
        let mut session = Self {
            link,
            address: opening.address.to_owned(),
            // Of no meaning in the frozen kinds.
            version: CURRENT_VERSION,
            next_id: opening.first_id,
            body: body_buffer(),
            stop: opening.stop,
            identity: unknown(),
            log: Vec::new(),
            heard: Instant::now(),
        };
        session.hello(opening.deadline)?;
        session.identify(opening.who)?;
        Ok(session)
    }

    fn hello(&mut self, deadline: Instant) -> Result<(), Error> {
        let begun = Instant::now();
        while Instant::now() < deadline {
            let hello = Hello::OURS.to_bytes();
            self.body[..hello.len()].copy_from_slice(&hello);
            self.send(Kind::Hello, hello.len(), deadline)?;
            if let Some(welcome) = self.welcome(deadline.min(Instant::now() + HELLO_AGAIN))? {
                return self.accept(welcome);
            }
        }
        Err(Error::NoAnswer {
            address: self.address.clone(),
            waited: begun.elapsed(),
        })
    }

    /// Waits for the answer to any Hello of this conversation.
    fn welcome(&mut self, deadline: Instant) -> Result<Option<Welcome>, Error> {
        let odd = Error::Protocol { what: "hello" };
        while Instant::now() < deadline {
            self.stop.check()?;
            let Some(frame) = self.receive(deadline)? else {
                continue;
            };
            match frame.header.kind {
                Kind::Welcome => return Welcome::from_bytes(&frame.body).map(Some).ok_or(odd),
                Kind::Refusal => match refusal(&frame.body) {
                    // Meant for a frame that an earlier conversation left on the line.
                    Some((RefusalReason::HelloFirst, _)) => {}
                    Some((_, error)) => return Err(error),
                    None => return Err(odd),
                },
                Kind::Log => self.keep_log(&frame.body),
                _ => {}
            }
        }
        Ok(None)
    }

    fn accept(&mut self, welcome: Welcome) -> Result<(), Error> {
        let ours = Hello::OURS;
        if !(ours.min..=ours.current).contains(&welcome.chosen) {
            return Err(version_mismatch(welcome.min, welcome.current));
        }
        self.version = welcome.chosen;
        Ok(())
    }

    fn identify(&mut self, who: &str) -> Result<(), Error> {
        let request = HostRequest::Identify { who };
        let limits = self.limits();
        let BoardResponse::Identity(identity) = self.call(Call::quick(&request, &limits))? else {
            return Err(Error::Protocol { what: "identify" });
        };
        log::debug!(
            "{}: {} {}, build {}, protocol {}",
            self.address,
            identity.profile,
            identity.part,
            identity.build,
            self.version
        );
        if identity.schema_hash != SCHEMA_HASH {
            log::info!(
                "{}: build {} is not of the same release as this fic; both speak protocol {}",
                self.address,
                identity.build,
                self.version
            );
        }
        self.identity = identity;
        Ok(())
    }
}

/// Stands until the board said who it is.
fn unknown() -> Identity {
    Identity {
        build: Name::new(),
        schema_hash: 0,
        profile: Name::new(),
        part: Name::new(),
        kind: BoardKind::Real,
        uptime_s: 0,
        window_bytes: 0,
    }
}
