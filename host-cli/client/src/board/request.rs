//! Requests that bring data, and requests that must not be sent twice

use std::time::Duration;

use fic_protocol::BoardError;
use fic_protocol::BoardResponse;
use fic_protocol::FpgaState;
use fic_protocol::HostRequest;

use crate::board::board::Board;
use crate::board::lease::state::held;
use crate::error::Error;
use crate::wire::session::Call;
use crate::wire::session::Limits;

/// Times that a request which may be repeated survives a broken link.
const LINK_TRIES: u32 = 3;

/// Whether asking twice is the same as asking once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Repeat {
    /// It is: lost data or answers are asked for again.
    Same,
    /// It is not: the user logic would see it twice.
    Differs,
}

impl Board {
    /// Asks something that may be asked again when the link breaks.
    pub(crate) fn ask(
        &mut self,
        request: &HostRequest<'_>,
        limit: impl Fn(&Limits) -> Duration,
    ) -> Result<BoardResponse, Error> {
        loop {
            let response = self.ask_plainly(request, &limit)?;
            if !self.acquire_lease_if_needed(request, &response)? {
                return self.result_of(response, 0);
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
                Err(error @ Error::LinkLost { .. }) if tries < LINK_TRIES => self.drop_link(&error),
                answer => return answer,
            }
        }
    }

    /// Turns a refusal into an error; `len_bytes` is what was to be loaded.
    pub(crate) fn result_of(
        &self,
        response: BoardResponse,
        len_bytes: u32,
    ) -> Result<BoardResponse, Error> {
        match response {
            BoardResponse::Failed(failure) if failure.error == BoardError::Cancelled => {
                let diagnosis = failure.diagnosis;
                // The board cannot know whether a person or the clock stopped it.
                match self.stop().check() {
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

    /// Asks for `len` bytes.
    pub(crate) fn fetch(
        &mut self,
        request: &HostRequest<'_>,
        len: usize,
        repeat: Repeat,
    ) -> Result<Vec<u8>, Error> {
        let limit = |limits: &Limits| limits.window(u32::try_from(len).unwrap_or(u32::MAX));
        match self.exchange(request, len, limit, repeat)? {
            (BoardResponse::Done, data) => Ok(data),
            _ => Err(unexpected_response(request)),
        }
    }

    /// Asks for something that is done or not.
    pub(crate) fn order(
        &mut self,
        request: &HostRequest<'_>,
        len: usize,
        repeat: Repeat,
    ) -> Result<(), Error> {
        let limit = |limits: &Limits| limits.window(u32::try_from(len).unwrap_or(u32::MAX));
        match self.exchange(request, 0, limit, repeat)? {
            (BoardResponse::Done, _) => Ok(()),
            _ => Err(unexpected_response(request)),
        }
    }

    /// Asks for at most `most_data` bytes and an answer.
    pub(crate) fn exchange(
        &mut self,
        request: &HostRequest<'_>,
        most_data: usize,
        limit: impl Fn(&Limits) -> Duration,
        repeat: Repeat,
    ) -> Result<(BoardResponse, Vec<u8>), Error> {
        let mut tries = 0;
        loop {
            tries += 1;
            // A board that answers at once outruns the wish to stop within each request.
            self.stop().check()?;
            let session = self.session()?;
            let limits = session.limits();
            let call = Call::within(request, &limits, limit(&limits)).for_data(most_data);
            let call = match repeat {
                Repeat::Same => call,
                Repeat::Differs => call.once(),
            };
            match session.fetch(call) {
                Err(error) if error.is_link() => {
                    self.drop_link(&error);
                    if repeat == Repeat::Differs || tries == LINK_TRIES {
                        return Err(error);
                    }
                }
                Err(error) => return Err(error),
                Ok((response, data)) => {
                    if !self.acquire_lease_if_needed(request, &response)? {
                        return Ok((self.result_of(response, 0)?, data));
                    }
                }
            }
        }
    }

    /// Fails as a request to the running design would if none runs; for dry runs.
    ///
    /// # Errors
    /// Those of the link; [`Error::Board`] with `no_power` or `not_configured`.
    pub fn require_design(&mut self) -> Result<(), Error> {
        let error = match self.status()?.fpga {
            FpgaState::Configured => return Ok(()),
            FpgaState::NoPower => BoardError::NoPower,
            FpgaState::Unconfigured | FpgaState::InitLow => BoardError::NotConfigured,
        };
        Err(Error::Board {
            error,
            diagnosis: None,
            len_bytes: 0,
        })
    }
}

/// The request's word, for a message about a wrong answer.
pub(crate) fn unexpected_response(request: &HostRequest<'_>) -> Error {
    Error::Protocol {
        what: request.kind().name(),
    }
}
