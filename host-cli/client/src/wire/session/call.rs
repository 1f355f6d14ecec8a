//! One request until its answer

use std::time::Duration;
use std::time::Instant;

use fic_protocol::BoardEvent;
use fic_protocol::BoardResponse;
use fic_protocol::HostRequest;
use fic_protocol::Progress;

use super::limits::Limits;
use super::liveness::LivenessProbe;
use super::session::Message;
use super::session::Session;
use crate::error::Error;

/// How long a board has to answer after it was asked to stop: it clears the FPGA first.
const CANCEL_WAIT: Duration = Duration::from_secs(10);

/// A request and how long to wait for it.
pub(crate) struct Call<'r> {
    request: &'r HostRequest<'r>,
    /// Longest time without a sign of life.
    silence: Duration,
    /// Longest time for each try.
    limit: Duration,
    tries: u32,
    on_progress: Option<&'r mut dyn FnMut(Progress)>,
    /// Bytes that came before the answer of the try under way.
    data: Vec<u8>,
    /// Bytes that are to come; what is beyond them is dropped.
    most_data: usize,
    /// Silence after which the board is asked whether it still acts.
    probe: Option<Duration>,
}

impl<'r> Call<'r> {
    /// A short request that may be sent again if its answer is lost.
    pub(crate) fn quick(request: &'r HostRequest<'r>, limits: &Limits) -> Self {
        Self::within(request, limits, limits.quick())
    }

    /// A request that may be sent again if its answer is lost.
    pub(crate) fn within(request: &'r HostRequest<'r>, limits: &Limits, limit: Duration) -> Self {
        Self {
            request,
            silence: limit,
            limit,
            tries: limits.tries(),
            on_progress: None,
            data: Vec::new(),
            most_data: 0,
            probe: None,
        }
    }

    /// A load of this many bytes; it is sent once.
    pub(crate) fn load(
        request: &'r HostRequest<'r>,
        limits: &Limits,
        len_bytes: u32,
        on_progress: &'r mut dyn FnMut(Progress),
    ) -> Self {
        Self {
            request,
            silence: limits.silence(len_bytes),
            limit: limits.load(len_bytes),
            tries: 1,
            on_progress: Some(on_progress),
            data: Vec::new(),
            most_data: 0,
            probe: limits.probe(),
        }
    }

    /// The same, sent once: doing it twice is not doing it once.
    pub(crate) fn once(self) -> Self {
        Self { tries: 1, ..self }
    }

    /// The same, sent at most this many times.
    pub(crate) fn at_most(self, tries: u32) -> Self {
        Self {
            tries: self.tries.min(tries),
            ..self
        }
    }

    /// The same, for at most this many bytes of data before the answer.
    pub(crate) fn for_data(self, most_data: usize) -> Self {
        Self { most_data, ..self }
    }

    fn keep(&mut self, bytes: &[u8]) {
        // One byte more than is wanted is enough to see that there are too many.
        let room = (self.most_data + 1).saturating_sub(self.data.len());
        self.data.extend_from_slice(&bytes[..bytes.len().min(room)]);
    }
}

impl Session {
    /// Sends a request and waits for its answer, which may be a refusal.
    pub(crate) fn call(&mut self, mut call: Call<'_>) -> Result<BoardResponse, Error> {
        self.answer(&mut call)
    }

    /// Sends a request and waits for its data and its answer.
    ///
    /// Data frames carry no numbers, so a lost one shows in the length alone; a request
    /// that may be sent again then is.
    ///
    /// # Errors
    /// [`Error::DataLost`] besides those of [`Self::call`].
    pub(crate) fn fetch(&mut self, mut call: Call<'_>) -> Result<(BoardResponse, Vec<u8>), Error> {
        let mut left = call.tries;
        loop {
            let response = self.answer(&mut call)?;
            let wanted = match &response {
                BoardResponse::Done => call.most_data,
                BoardResponse::Note(note) => note.len.into(),
                BoardResponse::Audit(info) => info.len as usize,
                _ => return Ok((response, Vec::new())),
            };
            let got = call.data.len();
            left = left.saturating_sub(1);
            if got == wanted {
                return Ok((response, call.data));
            }
            log::info!(
                "{}: {got} of {wanted} bytes arrived",
                call.request.kind().name()
            );
            if left == 0 {
                return Err(Error::DataLost {
                    what: call.request.kind().name(),
                    wanted,
                    got,
                    repeatable: call.tries > 1,
                });
            }
        }
    }

    fn answer(&mut self, call: &mut Call<'_>) -> Result<BoardResponse, Error> {
        let begun = Instant::now();
        for _ in 0..call.tries {
            call.data.clear();
            let until = Instant::now() + call.limit;
            let id = self.post(call.request, until)?;
            if let Some(response) = self.await_answer(id, call, until)? {
                return Ok(response);
            }
            log::debug!("no answer to `{}`", call.request.kind().name());
        }
        Err(Error::Timeout {
            what: call.request.kind().name(),
            waited: begun.elapsed(),
        })
    }

    /// Waits for the answer to `id`; when it is time to stop, tells the board first.
    fn await_answer(
        &mut self,
        id: u32,
        call: &mut Call<'_>,
        until: Instant,
    ) -> Result<Option<BoardResponse>, Error> {
        let stopped = match self.listen(id, call, until, false) {
            Err(error @ (Error::Cancelled { .. } | Error::TimeLimit { .. })) => error,
            other => return other,
        };
        log::debug!("asking the board to stop");
        let until = Instant::now() + CANCEL_WAIT;
        self.post(&HostRequest::Cancel { id }, until)?;
        match self.listen(id, call, until, true)? {
            Some(response) => Ok(Some(response)),
            None => Err(stopped),
        }
    }

    fn listen(
        &mut self,
        id: u32,
        call: &mut Call<'_>,
        until: Instant,
        through_stop: bool,
    ) -> Result<Option<BoardResponse>, Error> {
        let mut quiet_until = Instant::now() + call.silence;
        // Who was asked to stop is given its time.
        let mut probe = LivenessProbe::new(call.probe.filter(|_| !through_stop));
        loop {
            let deadline = until.min(quiet_until);
            match self.next(probe.or(deadline), through_stop)? {
                None if Instant::now() < deadline && probe.is_due() => {
                    probe.asked(self.post(&HostRequest::Status, deadline)?);
                }
                None => return Ok(None),
                Some(Message::Response(of, response)) if of == id => return Ok(Some(*response)),
                Some(Message::Event(of, BoardEvent::Progress(progress))) if of == id => {
                    quiet_until = Instant::now() + call.silence;
                    probe.rest();
                    if let Some(report) = &mut call.on_progress {
                        report(progress);
                    }
                }
                Some(Message::Data(of, bytes)) if of == id => {
                    quiet_until = Instant::now() + call.silence;
                    call.keep(&bytes);
                }
                Some(Message::Response(of, response)) => {
                    if probe.answer(of, &response) == Some(false) {
                        log::debug!(
                            "`{}` has ended without an answer",
                            call.request.kind().name()
                        );
                        quiet_until = quiet_until.min(probe.last_call());
                    }
                }
                // Of requests that were given up.
                Some(_) => {}
            }
        }
    }
}
