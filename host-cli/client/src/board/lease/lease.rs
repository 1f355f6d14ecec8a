//! The lease of one board, taken and given back by hand

use std::time::Duration;

use fic_protocol::BoardError;
use fic_protocol::BoardResponse;
use fic_protocol::HostRequest;
use fic_protocol::LeaseState;
use fic_protocol::limits::MAX_LEASE_S;
use fic_protocol::limits::MAX_MEMO_LEN;

use crate::board::board::Board;
use crate::board::request::unexpected_response;
use crate::error::Error;
use crate::wire::session::Limits;

use super::state::SINCE_VERSION;
use super::state::held;

/// The lease of one board.
///
/// # Examples
/// ```no_run
/// use std::time::Duration;
///
/// let mut board = fic_client::Board::connect("tcp://fic00")?;
/// board.lease().take(Duration::from_secs(7200), "measuring links")?;
/// board.registers().write(0xFFFB, 1)?;
/// board.lease().release()?;
/// # Ok::<(), fic_client::Error>(())
/// ```
pub struct BoardLease<'b> {
    board: &'b mut Board,
}

impl Board {
    /// Its lease.
    pub fn lease(&mut self) -> BoardLease<'_> {
        BoardLease { board: self }
    }

    /// Fails of a board that speaks a version without leases.
    pub(crate) fn require_version_2(&mut self) -> Result<(), Error> {
        match self.session()?.version() < SINCE_VERSION {
            true => Err(Error::Board {
                error: BoardError::NotSupported,
                diagnosis: None,
                len_bytes: 0,
            }),
            false => Ok(()),
        }
    }
}

impl BoardLease<'_> {
    /// Takes the board for this time; each change and each renewal makes it last as long
    /// again. An own lease goes on with the new time and memo.
    ///
    /// It outlives this [`Board`]: give it back by [`Self::release`]. A memo is cut at
    /// [`MAX_MEMO_LEN`] bytes; a part of a second counts as a whole one.
    ///
    /// # Errors
    /// [`Error::LeaseHeld`] if another holds the board; [`Error::OutOfRange`] of a time of
    /// none or above [`MAX_LEASE_S`]; [`Error::Board`] with `not_supported` of a board
    /// without leases, with `not_allowed` if it lets this peer only look; those of the link.
    pub fn take(&mut self, term: Duration, memo: &str) -> Result<LeaseState, Error> {
        let term_s = Self::check_term(term)?;
        let memo = fic_protocol::truncated::<MAX_MEMO_LEN>(memo);
        let memo = memo.as_str();
        let state = self.ask(&HostRequest::LeaseTake { term_s, memo })?;
        self.board.lease.forget();
        Ok(state)
    }

    /// Checks a time as [`Self::take`] does, and gives its whole seconds.
    ///
    /// # Errors
    /// [`Error::OutOfRange`].
    pub fn check_term(term: Duration) -> Result<u32, Error> {
        let seconds = term.as_secs() + u64::from(term.subsec_nanos() > 0);
        match u32::try_from(seconds) {
            Ok(term_s @ 1..=MAX_LEASE_S) => Ok(term_s),
            _ => Err(Error::OutOfRange {
                message: format!(
                    "a lease of {} is out of range: 1 s to {}",
                    crate::text::span(seconds),
                    crate::text::span(MAX_LEASE_S.into())
                ),
            }),
        }
    }

    /// Makes the own lease last its whole time again.
    ///
    /// # Errors
    /// [`Error::Board`] with `lease_lost` if there is none; those of [`Self::show`].
    pub fn renew(&mut self) -> Result<LeaseState, Error> {
        self.ask(&HostRequest::LeaseRenew)
    }

    /// Gives the own lease up; without one nothing happens.
    ///
    /// # Errors
    /// Those of [`Self::show`].
    pub fn release(&mut self) -> Result<LeaseState, Error> {
        let state = self.ask(&HostRequest::LeaseRelease)?;
        self.board.lease.forget();
        Ok(state)
    }

    /// Who holds the board, and whether a change needs a lease.
    ///
    /// # Errors
    /// [`Error::Board`] with `not_supported` of a board without leases; those of the link.
    pub fn show(&mut self) -> Result<LeaseState, Error> {
        self.ask(&HostRequest::LeaseShow)
    }

    /// Ends another's lease (`fic lease break`); the board's audit log keeps who did.
    ///
    /// # Errors
    /// [`Error::Board`] with `not_allowed` unless the board takes this peer for an admin;
    /// those of [`Self::show`].
    pub fn revoke(&mut self) -> Result<LeaseState, Error> {
        self.ask(&HostRequest::LeaseBreak)
    }

    /// Fails unless the asker could take it; for dry runs.
    pub fn free_or_own(&mut self) -> Result<LeaseState, Error> {
        let state = self.show()?;
        match &state.lease {
            Some(lease) if !state.yours => Err(held(lease)),
            _ => Ok(state),
        }
    }

    /// Fails unless the asker holds it; for dry runs.
    pub fn own(&mut self) -> Result<LeaseState, Error> {
        let state = self.show()?;
        match state.yours {
            true => Ok(state),
            false => Err(Error::Board {
                error: BoardError::LeaseLost,
                diagnosis: None,
                len_bytes: 0,
            }),
        }
    }

    fn ask(&mut self, request: &HostRequest<'_>) -> Result<LeaseState, Error> {
        self.board.require_version_2()?;
        match self.board.ask(request, Limits::quick)? {
            BoardResponse::Lease(state) => Ok(state),
            _ => Err(unexpected_response(request)),
        }
    }
}
