//! Two modelled boards whose links are joined

use fic_agent::sim::SimAddress;

use crate::board::board::Board;
use crate::board::board::Options;
use crate::error::Error;
use crate::wire::link::SimOptions;
use crate::wire::link::start_wired;
use crate::wire::target::Target;

impl Board {
    /// Powers two modelled boards up in this process and joins a link port of each (1 to 3).
    ///
    /// With `user_logic=link`, 32-bit words that one board's user logic sends arrive at
    /// the other's, slot by slot, by way of both switching tables.
    ///
    /// # Errors
    /// [`Error::Sim`] if an address names no modelled board, or a port is no link.
    ///
    /// # Examples
    /// ```
    /// let link = "sim:mk2?user_logic=link";
    /// let [left, right] = fic_client::Board::modelled_pair([link, link], [1, 2])?;
    /// assert_eq!(left.identity().profile, right.identity().profile);
    /// # Ok::<(), fic_client::Error>(())
    /// ```
    pub fn modelled_pair(addresses: [&str; 2], ports: [usize; 2]) -> Result<[Self; 2], Error> {
        let [one, other] = addresses;
        let models: [SimAddress; 2] = [one.parse()?, other.parse()?];
        let [left, right] = start_wired(models.each_ref(), ports)?;
        let open = |address: &str, running| {
            let sim = SimOptions {
                running: Some(running),
                ..SimOptions::default()
            };
            let options = Options {
                sim,
                ..Options::default()
            };
            Self::open(&Target::at(address.parse()?), &options)
        };
        Ok([open(one, left)?, open(other, right)?])
    }
}
