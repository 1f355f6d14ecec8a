//! One request and its answer, over as many links as it takes

use std::time::Duration;

use fic_protocol::BoardError;
use fic_protocol::BoardResponse;
use fic_protocol::FpgaState;
use fic_protocol::HostRequest;
use fic_protocol::Repeat;

use crate::board::board::Board;
use crate::board::lease::state::held;
use crate::board::retry::RetryPolicy;
use crate::board::retry::is_broken_link;
use crate::error::Error;
use crate::wire::session::Call;
use crate::wire::session::Limits;

impl Board {
    /// Asks for an answer without data.
    pub(crate) fn ask(
        &mut self,
        request: &HostRequest<'_>,
        limit: impl Fn(&Limits) -> Duration,
    ) -> Result<BoardResponse, Error> {
        let (response, _) = self.exchange(request, 0, limit)?;
        Ok(response)
    }

    /// Moves `len` bytes over the register bus, of which it is told how that went.
    pub(crate) fn order(&mut self, request: &HostRequest<'_>, len: usize) -> Result<(), Error> {
        match self.ask(request, |limits| limits.window(bounded(len)))? {
            BoardResponse::Done => Ok(()),
            _ => Err(unexpected_response(request)),
        }
    }

    /// Asks for `len` bytes from the register bus.
    pub(crate) fn fetch(
        &mut self,
        request: &HostRequest<'_>,
        len: usize,
    ) -> Result<Vec<u8>, Error> {
        match self.exchange(request, len, |limits| limits.window(bounded(len)))? {
            (BoardResponse::Done, data) => Ok(data),
            _ => Err(unexpected_response(request)),
        }
    }

    /// Asks for at most `most_data` bytes and an answer, and takes a lease where one is needed.
    pub(crate) fn exchange(
        &mut self,
        request: &HostRequest<'_>,
        most_data: usize,
        limit: impl Fn(&Limits) -> Duration,
    ) -> Result<(BoardResponse, Vec<u8>), Error> {
        loop {
            // A board that answers at once outruns the wish to stop within each request.
            self.stop().check()?;
            let (response, data) = self.send(request, most_data, &limit)?;
            if !self.acquire_lease_if_needed(request, &response)? {
                return Ok((self.result_of(response, 0)?, data));
            }
        }
    }

    /// The same, whatever the answer is, and without a lease; again over another link where
    /// that may be.
    pub(crate) fn send(
        &mut self,
        request: &HostRequest<'_>,
        most_data: usize,
        limit: impl Fn(&Limits) -> Duration,
    ) -> Result<(BoardResponse, Vec<u8>), Error> {
        let mut retry = RetryPolicy::of(request);
        loop {
            let session = self.session()?;
            let limits = session.limits();
            let call = Call::within(request, &limits, limit(&limits)).for_data(most_data);
            let call = match request.repeat() {
                Repeat::Same => call,
                Repeat::Differs => call.once(),
            };
            match session.fetch(call) {
                Err(error) if is_broken_link(&error) => {
                    self.drop_link(&error);
                    if !retry.failed() {
                        return Err(error);
                    }
                }
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

fn bounded(len: usize) -> u32 {
    u32::try_from(len).unwrap_or(u32::MAX)
}
