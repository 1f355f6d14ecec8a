//! `fic reg`: registers of the running design

mod list;
mod read;
mod write;

use clap::Subcommand;

use crate::context::Context;
use crate::view::Answer;
use fic_client::Error;
use fic_client::board::registers::Named;
use fic_client::board::registers::by_name;
use fic_client::number;

/// Registers of the running design, by number or name
#[derive(Debug, Subcommand)]
pub(crate) enum Reg {
    /// Read registers
    Read(read::Read),
    /// Write registers
    Write(write::Write),
    /// The names that can be used for addresses
    List(list::List),
}

impl Reg {
    pub(super) fn run(&self, context: &Context) -> Result<Answer, Error> {
        match self {
            Self::Read(command) => command.run(context),
            Self::Write(command) => command.run(context),
            Self::List(command) => Ok(command.run()),
        }
    }
}

/// An address as it was given.
struct Place {
    address: u16,
    /// Given by name.
    named: Option<&'static Named>,
}

impl Place {
    fn parse(text: &str) -> Result<Self, Error> {
        if text.starts_with(|c: char| c.is_ascii_alphabetic()) {
            let named = by_name(text)?;
            return Ok(Self {
                address: named.address,
                named: Some(named),
            });
        }
        let address = number::up_to(text, "address", u16::MAX.into())?;
        Ok(Self {
            address: address as u16,
            named: None,
        })
    }

    /// It is the name of a 32-bit counter.
    fn is_counter(&self) -> bool {
        self.named.is_some_and(|named| named.count == 4)
    }
}
