//! A short lease for the time of a conversation
//!
//! It is taken when a change is refused for want of one, so a board that needs none, or
//! whose lease the person holds already, costs no request more.

use std::time::Duration;
use std::time::Instant;

use fic_protocol::Access;
use fic_protocol::BoardError;
use fic_protocol::BoardResponse;
use fic_protocol::Failure;
use fic_protocol::HostRequest;

use super::state::LeaseUse;
use crate::board::board::Board;
use crate::board::request::unexpected_response;
use crate::error::Error;
use crate::wire::session::Call;
use crate::wire::session::Limits;

/// Long enough for any pause between two requests that nothing renews it in, short enough
/// to wait for after a crash.
const TERM: Duration = Duration::from_secs(60);
/// Who broke the lease, or waits for it, has this time to take it before it is taken again.
const GIVE_WAY: Duration = Duration::from_secs(1);
/// Times that it is taken again after it ended before its time.
const MAX_LOSSES: u32 = 3;
/// Times that giving it back is tried; otherwise it ends by itself.
const RELEASE_TRIES: u32 = 3;

impl Board {
    /// After each answer: whether to ask the same again, because the lease that it was
    /// refused for want of is taken now.
    pub(crate) fn acquire_lease_if_needed(
        &mut self,
        request: &HostRequest<'_>,
        response: &BoardResponse,
    ) -> Result<bool, Error> {
        if !lacks_lease(response) {
            if renews(request, response) {
                self.lease.used();
            }
            return Ok(false);
        }
        if self.lease.wanted == LeaseUse::Manual {
            return Ok(false);
        }
        self.give_way()?;
        let purpose = match self.lease.purpose.as_str() {
            "" => request.kind().name().to_owned(),
            purpose => purpose.to_owned(),
        };
        self.take_short(&purpose).map(|()| true)
    }

    /// Where an earlier change was allowed, a lease has ended: by its time, by the end of
    /// another command of the same person, or because an admin broke it.
    fn give_way(&mut self) -> Result<(), Error> {
        let recent = |at: Instant| at.elapsed() < TERM;
        if !self.lease.changed.is_some_and(recent) {
            return Ok(());
        }
        self.lease.losses += 1;
        if self.lease.losses > MAX_LOSSES {
            return Err(Error::Board {
                error: BoardError::LeaseLost,
                diagnosis: None,
                len_bytes: 0,
            });
        }
        log::info!("{}: the lease has ended; taking it again", self.name());
        self.stop().sleep(GIVE_WAY)
    }

    fn take_short(&mut self, purpose: &str) -> Result<(), Error> {
        let request = HostRequest::LeaseTake {
            term_s: TERM.as_secs() as u32,
            memo: purpose,
        };
        // Before the answer, which may get lost.
        self.lease.held = true;
        let (response, _) = self.send(&request, 0, Limits::quick)?;
        match response {
            BoardResponse::Lease(_) => {
                log::debug!("{}: took its lease", self.name());
                Ok(())
            }
            refusal => {
                self.lease.held = false;
                self.result_of(refusal, 0)?;
                Err(unexpected_response(&request))
            }
        }
    }

    /// Gives an automatic lease back, within a bounded time and whatever was asked to
    /// stop; where that fails it ends by itself.
    pub(crate) fn give_lease_back(&mut self) {
        if !std::mem::take(&mut self.lease.held) {
            return;
        }
        self.stop().mute();
        if let Err(error) = self.release_once() {
            log::info!(
                "{}: its lease was not given back ({error}); it ends within {} s",
                self.name(),
                TERM.as_secs()
            );
        }
    }

    fn release_once(&mut self) -> Result<(), Error> {
        let request = HostRequest::LeaseRelease;
        // A link that broke is not made again for this.
        let Some(session) = self.session_as_it_is() else {
            return Err(Error::Protocol {
                what: request.kind().name(),
            });
        };
        let limits = session.limits();
        let tries = if session.is_line() { RELEASE_TRIES } else { 1 };
        session
            .call(Call::quick(&request, &limits).at_most(tries))
            .map(drop)
    }
}

fn lacks_lease(response: &BoardResponse) -> bool {
    matches!(
        response,
        BoardResponse::Failed(Failure {
            error: BoardError::LeaseNeeded,
            ..
        })
    )
}

/// A lease that there may be lasts its whole time again: the board let a change through.
fn renews(request: &HostRequest<'_>, response: &BoardResponse) -> bool {
    request.access() == Access::Change && !matches!(response, BoardResponse::Leased(_))
}

#[cfg(test)]
mod tests {
    use fic_protocol::Space;

    use super::*;

    /// The board wants its lease for these, too: they go through the HLS window.
    #[test]
    fn reading_through_the_window_renews_a_lease() {
        let register = |address, count| HostRequest::RegRead {
            address,
            count,
            force: false,
        };
        let memory = |space| HostRequest::DdrRead {
            space,
            address: 0,
            len: 4,
        };
        for (request, renewed) in [
            (memory(Space::Memory), true),
            (memory(Space::Axi), true),
            (HostRequest::DdrChecksum { address: 0, len: 4 }, true),
            (register(0x1000, 1), true),
            (register(0x0FFE, 3), true),
            (register(0x1001, 3), false),
            (HostRequest::Status, false),
        ] {
            let done = BoardResponse::Done;
            assert_eq!(renews(&request, &done), renewed, "{request:?}");
        }
    }
}
