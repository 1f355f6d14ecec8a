//! The registers that `fic status --registers` shows

use fic_error::Diagnostic as _;
use std::fmt;

use serde::Serialize;

use fic_client::Board;
use fic_client::Error;
use fic_client::board::registers::Named;
use fic_client::board::registers::by_name;

/// RegisterView in this order, by the names of the table.
const SHOWN: [&str; 15] = [
    "dipsw", "led", "link", "chup", "slots", "pkt_in0", "pkt_in1", "pkt_in2", "pkt_in3",
    "pkt_out0", "pkt_out1", "pkt_out2", "pkt_out3", "timer0", "timer1",
];

/// One register, or why it did not answer.
#[derive(Serialize)]
pub(crate) struct RegisterView {
    name: &'static str,
    address: u16,
    value: Option<u32>,
    /// The code of the error, if it did not answer.
    error: Option<String>,
    #[serde(skip)]
    meaning: &'static str,
}

/// Reads them all; only a link that breaks or a wish to stop ends it early.
pub(crate) fn read(board: &mut Board) -> Result<Vec<RegisterView>, Error> {
    let named = SHOWN.iter().map(|name| by_name(name));
    named.map(|named| shown(board, named?)).collect()
}

fn shown(board: &mut Board, named: &'static Named) -> Result<RegisterView, Error> {
    let mut registers = board.registers();
    let outcome = match named.count {
        1 => registers.read(named.address).map(u32::from),
        _ => registers.read_counter32(named.address),
    };
    let (value, error) = match outcome {
        Ok(value) => (Some(value), None),
        Err(error @ (Error::Board { .. } | Error::CounterUnsteady { .. })) => {
            (None, Some(error.code().to_owned()))
        }
        Err(error) => return Err(error),
    };
    Ok(RegisterView {
        name: named.name,
        address: named.address,
        value,
        error,
        meaning: named.meaning,
    })
}

impl fmt::Display for RegisterView {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:<8}  ", self.name)?;
        match (self.value, &self.error) {
            (Some(value), _) => write!(f, "{value:<10} (0x{value:X}), {}", self.meaning),
            (None, Some(error)) => write!(f, "no answer [{error}], {}", self.meaning),
            (None, None) => Ok(()),
        }
    }
}
