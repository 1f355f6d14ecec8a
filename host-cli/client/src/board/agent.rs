//! The machine beside the board, and what it keeps about the board's users

use fic_protocol::AgentInfo;
use fic_protocol::BoardError;
use fic_protocol::BoardResponse;
use fic_protocol::Digest;
use fic_protocol::HostRequest;
use fic_protocol::Role;

use crate::board::board::Board;
use crate::board::request::unexpected_response;
use crate::error::Error;
use crate::wire::session::Limits;

impl Board {
    /// Role, lease, boot design and the machine's health; touches nothing.
    ///
    /// # Errors
    /// [`Error::Board`] with `not_supported` of a board that has no such machine or speaks
    /// a version without it; those of the link.
    pub fn agent(&mut self) -> Result<AgentInfo, Error> {
        self.require_version_2()?;
        let request = HostRequest::AgentInfo;
        match self.ask(&request, Limits::pins)? {
            BoardResponse::Agent(info) => Ok(info),
            _ => Err(unexpected_response(&request)),
        }
    }

    /// The same; `None` of a board that cannot tell.
    ///
    /// # Errors
    /// Those of the link.
    pub fn agent_if_any(&mut self) -> Result<Option<AgentInfo>, Error> {
        match self.agent() {
            Ok(info) => Ok(Some(info)),
            Err(Error::Board {
                error: BoardError::NotSupported | BoardError::UnknownRequest,
                ..
            }) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Chooses the staged design that is loaded when the agent starts; `None` for none.
    ///
    /// # Errors
    /// [`Error::Board`] with `not_staged`, or `not_supported` of a board that cannot;
    /// [`Error::LeaseHeld`]; those of the link.
    pub fn set_boot(&mut self, digest: Option<Digest>) -> Result<(), Error> {
        self.require_version_2()?;
        let request = HostRequest::BootSet { digest };
        // The choice is flushed to the board's disk.
        match self.ask(&request, Limits::pins)? {
            BoardResponse::Done => Ok(()),
            _ => Err(unexpected_response(&request)),
        }
    }

    /// Fails as a request would for which the board wants this role; for dry runs.
    pub fn require_role(&mut self, role: Role) -> Result<(), Error> {
        match self.agent()?.role >= role {
            true => Ok(()),
            false => Err(Error::Board {
                error: BoardError::NotAllowed,
                diagnosis: None,
                len_bytes: 0,
            }),
        }
    }
}
