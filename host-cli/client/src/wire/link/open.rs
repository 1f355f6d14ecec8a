//! Opening, and opening again, the way to one board

use std::io;
use std::time::Instant;

use fic_keys::KeyLine;

use super::framed::Framed;
use super::serial::Serial;
use super::sim;
use super::sim::SimOptions;
use super::tcp::Tcp;
use super::tls::Tls;
use super::traits::Link;
use super::traits::Stream;
use crate::error::Error;
use crate::keys::KeyFolder;
use crate::keys::line_of;
use crate::wire::address::Address;

/// Opens links to one address.
pub(crate) struct Opener {
    address: Address,
    options: SimOptions,
    keys: KeyFolder,
    /// The modelled board, once powered up: every link of this opener leads to it.
    sim: Option<sim::Running>,
}

impl Opener {
    pub(crate) fn new(address: Address, options: SimOptions, keys: KeyFolder) -> Self {
        Self {
            address,
            options,
            keys,
            sim: None,
        }
    }

    /// This host's key as a line for the board's list, where the board asks for one.
    pub(crate) fn own_line(&self) -> Option<KeyLine> {
        match &self.address {
            Address::Tls(_) => Some(line_of(self.keys.own().ok()?.public())),
            _ => None,
        }
    }

    pub(crate) fn address(&self) -> &Address {
        &self.address
    }

    /// Ends the modelled board, if there is one.
    pub(crate) fn close(&mut self) -> Result<(), Error> {
        match self.sim.take() {
            Some(board) => Ok(board.finish()?),
            None => Ok(()),
        }
    }

    /// Opens a link.
    ///
    /// # Errors
    /// [`Error::Unreachable`]; [`Error::NotSupportedYet`] of a way this build lacks; [`Error::Sim`];
    /// over TLS [`Error::Trust`], [`Error::TlsFailed`].
    pub(crate) fn open(&mut self, deadline: Instant) -> Result<Box<dyn Link>, Error> {
        let stream = match &self.address {
            Address::Sim { board, options } => {
                let running = match self.sim.take() {
                    Some(running) => running,
                    None => sim::start(board, options, &self.options)?,
                };
                return Ok(framed(sim::Sim::connect(self.sim.insert(running))?));
            }
            Address::Tcp(to) => Tcp::connect(to, deadline).map(framed),
            Address::Tls(to) => {
                let (own, pinned) = (self.keys.own()?, self.keys.pinned(to)?);
                return Tls::connect(to, &own, pinned, deadline).map(framed);
            }
            #[cfg(unix)]
            Address::Unix(path) => super::unix::Unix::connect(path).map(framed),
            #[cfg(not(unix))]
            Address::Unix(_) => return Err(not_yet("unix:", "this system has none; use tcp://")),
            Address::Serial { device, baud } => Serial::open(device, *baud).map(framed),
        };
        stream.map_err(|source: io::Error| Error::Unreachable {
            address: self.address.to_string(),
            source,
        })
    }
}

fn framed(stream: impl Stream + 'static) -> Box<dyn Link> {
    Box::new(Framed::new(stream))
}

#[cfg(not(unix))]
fn not_yet(what: &str, help: &'static str) -> Error {
    Error::NotSupportedYet {
        what: format!("{what} addresses"),
        help,
    }
}
