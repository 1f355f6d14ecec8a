//! Making the conversation with a board, and making it again

use std::time::Duration;
use std::time::Instant;

use super::Board;
use crate::Error;
use crate::cancel::Stop;
use crate::client::Opening;
use crate::client::Session;
use crate::link::Opener;

/// Opening a link and the handshake: an agent that is there answers within a round trip or two.
const CONNECT_WAIT: Duration = Duration::from_secs(5);
/// How long a broken link is tried again: an agent's restart, a switch that learns a path.
const RECONNECT_WAIT: Duration = Duration::from_secs(30);
const FIRST_BACKOFF: Duration = Duration::from_millis(50);
const LAST_BACKOFF: Duration = Duration::from_secs(2);

impl Board {
    /// The conversation; a new one if the last one's link broke.
    pub(crate) fn session(&mut self) -> Result<&mut Session, Error> {
        if self.session.is_none() {
            let session = self.reconnect()?;
            self.reconnects += 1;
            self.identity = session.identity().clone();
            self.session = Some(session);
        }
        self.session
            .as_mut()
            .ok_or(Error::Protocol { what: "hello" })
    }

    /// The conversation, if its link did not break.
    pub(crate) fn session_as_it_is(&mut self) -> Option<&mut Session> {
        self.session.as_mut()
    }

    /// Gives up the link; the next [`Self::session`] makes a new one.
    pub(crate) fn lost(&mut self, why: &Error) {
        log::info!("{}: {why}; connecting again", self.name);
        if let Some(mut session) = self.session.take() {
            self.unheard = session.take_log();
            self.next_id = session.next_id();
            self.line_errors += session.line_errors();
        }
    }

    /// Tries, with growing pauses, for a bounded time.
    fn reconnect(&mut self) -> Result<Session, Error> {
        let deadline = Instant::now() + RECONNECT_WAIT;
        let mut pause = FIRST_BACKOFF;
        loop {
            // Ids go on where they stopped: answers of the old conversation may still be on a line.
            let first_id = self.next_id.wrapping_add(1);
            self.next_id = first_id;
            let error = match start(&mut self.opener, &self.who, &self.stop, first_id) {
                Ok(session) => return Ok(session),
                Err(error) => error,
            };
            // The agent may still count the session whose link broke.
            let passing = error.is_link() || matches!(error, Error::TooManySessions);
            if !passing || Instant::now() + pause >= deadline {
                return Err(error);
            }
            log::debug!("{}: {error}", self.name);
            self.stop.sleep(pause)?;
            pause = (pause * 2).min(LAST_BACKOFF);
        }
    }
}

pub(super) fn start(
    opener: &mut Opener,
    who: &str,
    stop: &Stop,
    first_id: u32,
) -> Result<Session, Error> {
    stop.check()?;
    let deadline = Instant::now() + CONNECT_WAIT;
    let link = opener.open(deadline)?;
    let address = opener.address().to_string();
    let opening = Opening {
        address: &address,
        who,
        first_id,
        stop: stop.clone(),
        deadline,
    };
    Session::open(link, opening).map_err(|error| match error {
        // A peer that closes in the handshake was never reached.
        Error::LinkLost { address, source } => Error::Unreachable { address, source },
        Error::NotAuthorised { .. } => Error::NotAuthorised {
            ours: opener.own_line().map(Box::new),
        },
        other => other,
    })
}

/// Different for each conversation on a line: answers to another process's requests may
/// still arrive.
pub(super) fn first_id() -> u32 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    let nanos = since.map_or(0, |time| time.subsec_nanos() ^ time.as_secs() as u32);
    nanos.wrapping_mul(2_654_435_761) ^ std::process::id()
}
