//! Status, clearing and probing of the FPGA

use fic_protocol::BoardResponse;
use fic_protocol::BoardStatus;
use fic_protocol::HostRequest;
use fic_protocol::ProbeReport;

use crate::board::board::Board;
use crate::error::Error;
use crate::wire::session::Limits;

impl Board {
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
}
