//! `fic gpio write`

use fic_protocol::GpioState;

use super::level;
use super::level::Level;
use super::level::Levels;
use crate::args::BoardArgs;
use crate::context::Context;
use crate::view::Answer;
use fic_client::Board;
use fic_client::Error;
use fic_client::board::wiring::Pin;

/// Drive pins that no load and no register access uses
///
/// The pins become outputs. Those of the configuration port and of the register bus are
/// refused: driving them by hand could break a load or fight the FPGA.
#[derive(Debug, clap::Args)]
pub(crate) struct Write {
    /// Pins by number or name, and their levels
    #[arg(required = true, value_name = "PIN=0|1", value_parser = wish)]
    pins: Vec<(String, bool)>,
    #[command(flatten)]
    boards: BoardArgs,
    /// Check all that can be checked, and drive nothing
    #[arg(long)]
    dry_run: bool,
}

fn wish(text: &str) -> Result<(String, bool), String> {
    match text.split_once('=') {
        Some((pin, "0")) => Ok((pin.to_owned(), false)),
        Some((pin, "1")) => Ok((pin.to_owned(), true)),
        _ => Err("a pin, = and 0 or 1, e.g. 2=1".into()),
    }
}

impl Write {
    pub(super) fn run(&self, context: &Context) -> Result<Answer, Error> {
        context.on_boards(&self.boards, |board, _| {
            let wishes = self.wishes(board)?;
            let mask = wishes.iter().fold(0, |mask, (pin, _)| mask | pin.mask());
            let high = wishes.iter().filter(|(_, high)| *high);
            let levels = high.fold(0, |levels, (pin, _)| levels | pin.mask());
            board.gpio().check(mask)?;
            let state = match self.dry_run {
                true => GpioState { levels, owned: 0 },
                false => board.gpio().write(mask, levels)?,
            };
            let pins = wishes.into_iter().map(|(pin, _)| Level::new(pin, state));
            Ok(Levels {
                pins: pins.collect(),
                dry_run: self.dry_run,
            })
        })
    }

    fn wishes(&self, board: &Board) -> Result<Vec<(Pin, bool)>, Error> {
        let mut wishes: Vec<(Pin, bool)> = Vec::new();
        for (text, high) in &self.pins {
            let pin = level::find(board, text)?;
            if wishes.iter().any(|(other, _)| other.gpio == pin.gpio) {
                return Err(Error::Usage {
                    message: format!("GPIO{} is named twice", pin.gpio),
                    help: "name each pin once".into(),
                });
            }
            wishes.push((pin, *high));
        }
        Ok(wishes)
    }
}
