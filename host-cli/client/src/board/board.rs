//! One board: a conversation that is made again when its link breaks

use std::time::Duration;
use std::time::Instant;

use fic_protocol::Identity;
use fic_protocol::limits::MAX_NAME_LEN;
use fic_protocol::truncated;

use crate::board::connect;
use crate::board::lease::state::Automatic;
use crate::board::lease::state::LeaseUse;
use crate::cancel::Cancel;
use crate::cancel::CancelToken;
use crate::error::Error;
use crate::identity;
use crate::keys::KeyFolder;
use crate::text;
use crate::wire::address::Address;
use crate::wire::link::Opener;
use crate::wire::link::SimOptions;
use crate::wire::session::Session;
use crate::wire::target::Target;

/// How long a broken link is tried again: an agent's restart, a switch that learns a path.
const RECONNECT_WAIT: Duration = Duration::from_secs(30);
const FIRST_BACKOFF: Duration = Duration::from_millis(50);
const LAST_BACKOFF: Duration = Duration::from_secs(2);

/// How a board is talked to.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// `user@host` for records; this process's own if `None`.
    pub who: Option<String>,
    /// Set it to stop; the board is told, and its answer awaited for a bounded time.
    pub cancel: Cancel,
    /// Longest time for everything asked of this board; each request has its own limits anyway.
    pub time_limit: Option<Duration>,
    /// Where a change needs a lease and nobody holds one.
    pub lease: LeaseUse,
    /// What an automatic lease is for, shown to who meets it; the request's word if empty.
    pub purpose: String,
    /// For `sim:` addresses.
    pub sim: SimOptions,
    /// For `tls://` addresses: where the keys are.
    pub keys: KeyFolder,
}

/// A board that answers.
///
/// # Examples
/// ```no_run
/// let mut board = fic_client::Board::connect("tcp://fic00")?;
/// println!("{:?}", board.status()?.fpga);
/// # Ok::<(), fic_client::Error>(())
/// ```
pub struct Board {
    name: String,
    /// `None` between links. Dropped before the opener, which may hold the other end.
    session: Option<Session>,
    opener: Opener,
    who: String,
    stop: CancelToken,
    identity: Identity,
    next_id: u32,
    reconnects: u32,
    line_errors: u64,
    /// Log data of a link that broke.
    unheard: Vec<u8>,
    pub(crate) lease: Automatic,
}

impl Board {
    /// Connects to an address.
    ///
    /// # Errors
    /// [`Error::BadAddress`], and all of [`Self::open`].
    pub fn connect(address: &str) -> Result<Self, Error> {
        let address: Address = address.parse()?;
        Self::open(&Target::at(address), &Options::default())
    }

    /// Connects to a board.
    ///
    /// # Errors
    /// [`Error::Unreachable`], [`Error::NoAnswer`], [`Error::VersionMismatch`],
    /// [`Error::NotAuthorised`], [`Error::TooManySessions`], [`Error::Cancelled`]; over TLS
    /// [`Error::Trust`], [`Error::TlsFailed`].
    pub fn open(target: &Target, options: &Options) -> Result<Self, Error> {
        let mut opener = Opener::new(
            target.address.clone(),
            options.sim.clone(),
            options.keys.clone(),
        );
        let who = options.who.clone().unwrap_or_else(identity::user_at_host);
        // As long as it will be in the board's records.
        let who = truncated::<MAX_NAME_LEN>(&who).to_string();
        let stop = CancelToken::new(options.cancel.clone(), options.time_limit);
        let session = connect::start(&mut opener, &who, &stop, connect::first_id())?;
        Ok(Self {
            name: target.name.clone(),
            opener,
            who,
            stop,
            identity: session.identity().clone(),
            next_id: session.next_id(),
            session: Some(session),
            reconnects: 0,
            line_errors: 0,
            unheard: Vec::new(),
            lease: Automatic::new(options.lease, &options.purpose),
        })
    }

    /// Ends the conversation; an automatic lease and a modelled board of this process end
    /// with it.
    ///
    /// Dropping does the same but cannot tell of a trace that is incomplete.
    ///
    /// # Errors
    /// [`Error::Sim`].
    pub fn close(mut self) -> Result<(), Error> {
        self.give_lease_back();
        self.session = None;
        self.opener.close()
    }

    /// How it is called in output.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Who answers.
    pub fn identity(&self) -> &Identity {
        &self.identity
    }

    /// Links that broke and were made again.
    pub fn reconnects(&self) -> u32 {
        self.reconnects
    }

    /// Frames that arrived damaged.
    pub fn line_errors(&self) -> u64 {
        self.line_errors + self.session.as_ref().map_or(0, Session::line_errors)
    }

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
    pub(crate) fn drop_link(&mut self, why: &Error) {
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
            let error = match connect::start(&mut self.opener, &self.who, &self.stop, first_id) {
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

    pub(crate) fn stop(&self) -> &CancelToken {
        &self.stop
    }

    /// `user@host`, as the board records it.
    pub fn who(&self) -> &str {
        &self.who
    }

    /// Log data that came before the last link broke.
    pub(crate) fn take_unheard(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.unheard)
    }
}

impl Drop for Board {
    fn drop(&mut self) {
        self.give_lease_back();
        if self.line_errors() > 0 {
            let damaged = text::count(self.line_errors(), "damaged frame");
            log::debug!("{}: {damaged} in this conversation", self.name);
        }
    }
}
