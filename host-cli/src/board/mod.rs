//! One board: a conversation that is made again when its link breaks

mod conversation;

use std::time::Duration;

use fic_protocol::BoardError;
use fic_protocol::BoardResponse;
use fic_protocol::BoardStatus;
use fic_protocol::HostRequest;
use fic_protocol::Identity;
use fic_protocol::ProbeReport;
use fic_protocol::limits::MAX_NAME_LEN;
use fic_protocol::truncated;

use crate::Address;
use crate::Cancel;
use crate::Error;
use crate::Target;
use crate::cancel::Stop;
use crate::client::Call;
use crate::client::Limits;
use crate::client::Session;
use crate::keys::KeyFolder;
use crate::lease::Automatic;
use crate::lease::LeaseUse;
use crate::lease::held;
use crate::link::Opener;
use crate::link::SimOptions;
use crate::text;
use crate::who;

/// Times that one short request survives a broken link.
const LINK_TRIES: u32 = 3;

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
/// let mut board = fic::Board::connect("tcp://fic00")?;
/// println!("{:?}", board.status()?.fpga);
/// # Ok::<(), fic::Error>(())
/// ```
pub struct Board {
    name: String,
    /// `None` between links. Dropped before the opener, which may hold the other end.
    session: Option<Session>,
    opener: Opener,
    who: String,
    stop: Stop,
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
        let who = options.who.clone().unwrap_or_else(who::user_at_host);
        // As long as it will be in the board's records.
        let who = truncated::<MAX_NAME_LEN>(&who).to_string();
        let stop = Stop::new(options.cancel.clone(), options.time_limit);
        let session = conversation::start(&mut opener, &who, &stop, conversation::first_id())?;
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

    /// Everything about the board; touches nothing.
    ///
    /// # Errors
    /// Those of the link; [`Error::Board`].
    pub fn status(&mut self) -> Result<BoardStatus, Error> {
        match self.ask(&HostRequest::Status, Limits::quick)? {
            BoardResponse::Status(status) => Ok(status),
            _ => Err(Error::Protocol { what: "status" }),
        }
    }

    /// Clears the FPGA.
    ///
    /// # Errors
    /// Those of the link; [`Error::Busy`]; [`Error::Board`].
    pub fn reset(&mut self) -> Result<(), Error> {
        match self.ask(&HostRequest::FpgaReset, Limits::pins)? {
            BoardResponse::Done => Ok(()),
            _ => Err(Error::Protocol { what: "fpga reset" }),
        }
    }

    /// Reads IDCODE and STAT through SelectMAP.
    ///
    /// # Errors
    /// Those of the link; [`Error::Busy`]; [`Error::Board`].
    pub fn probe(&mut self) -> Result<ProbeReport, Error> {
        match self.ask(&HostRequest::FpgaProbe, Limits::pins)? {
            BoardResponse::Probe(report) => Ok(report),
            _ => Err(Error::Protocol { what: "fpga probe" }),
        }
    }

    /// Asks something that may be asked again when the link breaks.
    pub(crate) fn ask(
        &mut self,
        request: &HostRequest<'_>,
        limit: impl Fn(&Limits) -> Duration,
    ) -> Result<BoardResponse, Error> {
        loop {
            let response = self.ask_plainly(request, &limit)?;
            if !self.took_lease(request, &response)? {
                return self.judge(response, 0);
            }
        }
    }

    /// The same, whatever the answer is, and without taking a lease for it.
    pub(crate) fn ask_plainly(
        &mut self,
        request: &HostRequest<'_>,
        limit: impl Fn(&Limits) -> Duration,
    ) -> Result<BoardResponse, Error> {
        let mut tries = 0;
        loop {
            tries += 1;
            let session = self.session()?;
            let limits = session.limits();
            match session.call(Call::within(request, &limits, limit(&limits))) {
                Err(error @ Error::LinkLost { .. }) if tries < LINK_TRIES => self.lost(&error),
                answer => return answer,
            }
        }
    }

    /// Turns a refusal into an error; `len_bytes` is what was to be loaded.
    pub(crate) fn judge(
        &self,
        response: BoardResponse,
        len_bytes: u32,
    ) -> Result<BoardResponse, Error> {
        match response {
            BoardResponse::Failed(failure) if failure.error == BoardError::Cancelled => {
                let diagnosis = failure.diagnosis;
                // The board cannot know whether a person or the clock stopped it.
                match self.stop.check() {
                    Err(limit @ Error::TimeLimit { .. }) => Err(limit),
                    _ => Err(Error::Cancelled { diagnosis }),
                }
            }
            BoardResponse::Failed(failure) => Err(Error::Board {
                error: failure.error,
                diagnosis: failure.diagnosis,
                len_bytes,
            }),
            BoardResponse::Busy(busy) => Err(Error::Busy {
                who: busy.who.as_str().to_owned(),
                what: busy.what.as_str().to_owned(),
                for_ms: busy.for_ms,
            }),
            BoardResponse::Leased(lease) => Err(held(&lease)),
            response => Ok(response),
        }
    }

    pub(crate) fn stop(&self) -> &Stop {
        &self.stop
    }

    pub(crate) fn who(&self) -> &str {
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

/// The request's word, for a message about a wrong answer.
pub(crate) fn odd_answer(request: &HostRequest<'_>) -> Error {
    Error::Protocol {
        what: request.kind().name(),
    }
}
