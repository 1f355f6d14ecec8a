//! `fic reg write`

use std::fmt;

use serde::Serialize;

use super::Place;
use crate::args::BoardArgs;
use crate::context::Context;
use crate::view::Answer;
use fic_client::Error;
use fic_client::number;

/// Write registers
///
/// Several values go to ADDR and upwards, in that order. Values are checked against the
/// width of the board's registers before any is sent: 8 bits on mk1, 16 on mk2.
#[derive(Debug, clap::Args)]
pub(crate) struct Write {
    /// First register: a number (decimal, 0x, 0b) or a name
    #[arg(allow_negative_numbers = true)]
    addr: String,
    /// What to write: decimal, 0x or 0b
    #[arg(required = true, allow_negative_numbers = true, value_name = "VALUE")]
    values: Vec<String>,
    #[command(flatten)]
    boards: BoardArgs,
    /// Even if DONE is low: for designs whose DONE cannot be read
    #[arg(long)]
    force: bool,
    /// Check all that can be checked, and write nothing
    #[arg(long)]
    dry_run: bool,
}

#[derive(Serialize)]
struct Wrote {
    address: u16,
    count: usize,
    dry_run: bool,
}

impl Write {
    pub(super) fn run(&self, context: &Context) -> Result<Answer, Error> {
        let place = Place::parse(&self.addr)?;
        let values = self.values()?;
        context.on_boards(&self.boards, |board, _| {
            board.registers().check(place.address, &values)?;
            match (self.dry_run, self.force) {
                (false, force) => {
                    let mut registers = board.registers().forced(force);
                    registers.write_many(place.address, &values)?;
                }
                (true, false) => board.require_design()?,
                (true, true) => {}
            }
            Ok(Wrote {
                address: place.address,
                count: values.len(),
                dry_run: self.dry_run,
            })
        })
    }

    fn values(&self) -> Result<Vec<u16>, Error> {
        let value = |text: &String| number::up_to(text, "value", u16::MAX.into());
        let values = self.values.iter().map(|text| Ok(value(text)? as u16));
        values.collect()
    }
}

impl fmt::Display for Wrote {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let verb = if self.dry_run { "would write" } else { "wrote" };
        let noun = if self.count == 1 {
            "register"
        } else {
            "registers"
        };
        let (count, address) = (self.count, self.address);
        write!(f, "{verb} {count} {noun} from 0x{address:04X}")
    }
}
