//! `fic reg list`

use std::fmt;

use serde::Serialize;

use crate::view::Answer;
use fic_client::board::registers::Access;
use fic_client::board::registers::NAMES;
use fic_client::board::registers::Named;

/// The names that can be used for addresses
///
/// Designs differ: an address with two meanings is listed with both names.
#[derive(Debug, clap::Args)]
pub(crate) struct List {}

#[derive(Serialize)]
struct Names {
    registers: &'static [Named],
}

impl List {
    pub(super) fn run(&self) -> Answer {
        Answer::one(Names { registers: &NAMES })
    }
}

impl fmt::Display for Names {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for named in self.registers {
            let access = match named.access {
                Access::R => "r",
                Access::W => "w",
                Access::Rw => "rw",
            };
            let (address, name, meaning) = (named.address, named.name, named.meaning);
            write!(f, "0x{address:04X}  {access:<2}  {name:<16} {meaning}")?;
            match named.conflict {
                Some(other) => writeln!(f, "; conflicts with {other}")?,
                None => writeln!(f)?,
            }
        }
        Ok(())
    }
}
