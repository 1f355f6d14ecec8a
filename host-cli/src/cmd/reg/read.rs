//! `fic reg read`

use std::fmt;

use serde::Serialize;

use super::Place;
use crate::args::BoardArgs;
use crate::context::Context;
use crate::view::Answer;
use fic_client::Board;
use fic_client::Error;
use fic_client::board::registers::name_of;
use fic_client::number;

/// Registers on one line of text.
const IN_LINE: usize = 8;

/// Read registers
///
/// ADDR is a number or a name of `fic reg list`. The name of a 32-bit counter reads all
/// its bytes, so that they belong together; with COUNT, or as a number, they are read once.
#[derive(Debug, clap::Args)]
pub(crate) struct Read {
    /// First register: a number (decimal, 0x, 0b) or a name
    #[arg(allow_negative_numbers = true)]
    addr: String,
    /// How many registers from there upwards
    #[arg(allow_negative_numbers = true)]
    count: Option<String>,
    #[command(flatten)]
    boards: BoardArgs,
    /// Even if DONE is low: for designs whose DONE cannot be read
    #[arg(long)]
    force: bool,
}

/// What was read.
#[derive(Serialize)]
struct Values {
    registers: Vec<Register>,
    /// The registers together, if a counter was asked for by name.
    #[serde(skip_serializing_if = "Option::is_none")]
    counter: Option<u32>,
    /// Hexadecimal digits of a value.
    #[serde(skip)]
    digits: usize,
}

#[derive(Serialize)]
struct Register {
    address: u16,
    name: Option<&'static str>,
    value: u16,
}

impl Read {
    pub(super) fn run(&self, context: &Context) -> Result<Answer, Error> {
        let place = Place::parse(&self.addr)?;
        let most = u64::from(u16::MAX) + 1;
        let count = match &self.count {
            Some(text) => Some(number::up_to(text, "count", most)? as u32),
            None => None,
        };
        context.on_boards(&self.boards, |board, _| match count {
            None if place.is_counter() => self.counter(board, place.address),
            _ => self.values(board, place.address, count.unwrap_or(1)),
        })
    }

    fn values(&self, board: &mut Board, address: u16, count: u32) -> Result<Values, Error> {
        let mut registers = board.registers().forced(self.force);
        let values = registers.read_many(address, count)?;
        Ok(Values::new(board, address, &values, None))
    }

    fn counter(&self, board: &mut Board, address: u16) -> Result<Values, Error> {
        let mut registers = board.registers().forced(self.force);
        let counter = registers.read_counter32(address)?;
        let bytes = counter.to_le_bytes().map(u16::from);
        Ok(Values::new(board, address, &bytes, Some(counter)))
    }
}

impl Values {
    fn new(board: &Board, address: u16, values: &[u16], counter: Option<u32>) -> Self {
        let registers = values.iter().zip(address..=u16::MAX);
        let bits = board.wiring().map_or(16, |wiring| wiring.register_bits);
        Self {
            registers: registers
                .map(|(&value, address)| Register {
                    address,
                    name: name_of(address),
                    value,
                })
                .collect(),
            counter,
            digits: bits as usize / 4,
        }
    }

    fn lines(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} registers", self.registers.len())?;
        for line in self.registers.chunks(IN_LINE) {
            if let Some(first) = line.first() {
                write!(f, "\n  0x{:04X} ", first.address)?;
            }
            for register in line {
                write!(f, " {:0digits$X}", register.value, digits = self.digits)?;
            }
        }
        Ok(())
    }
}

impl fmt::Display for Values {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(first) = self.registers.first() else {
            return Ok(());
        };
        if self.counter.is_none() && self.registers.len() > 1 {
            return self.lines(f);
        }
        write!(f, "0x{:04X}", first.address)?;
        if let Some(name) = first.name {
            write!(f, " {name}")?;
        }
        let value = first.value;
        match self.counter {
            Some(counter) => write!(f, " = {counter} (0x{counter:08X})"),
            None => write!(f, " = {value} (0x{value:0digits$X})", digits = self.digits),
        }
    }
}
