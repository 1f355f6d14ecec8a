//! `fic gpio read`

use super::level;
use super::level::Level;
use super::level::Levels;
use crate::args::BoardArgs;
use crate::context::Context;
use crate::view::Answer;
use fic_client::Board;
use fic_client::Error;
use fic_client::board::wiring::Pin;

/// Levels of pins, and what each is
///
/// Reading drives nothing. What each pin is follows from the board's generation; pins of
/// a load or the register bus are marked as owned.
#[derive(Debug, clap::Args)]
pub(crate) struct Read {
    /// Pins by number or name (14, GPIO14, CCLK); all if none is named
    #[arg(value_name = "PIN")]
    pins: Vec<String>,
    #[command(flatten)]
    boards: BoardArgs,
}

impl Read {
    pub(super) fn run(&self, context: &Context) -> Result<Answer, Error> {
        context.on_boards(&self.boards, |board, _| {
            let pins = self.pins(board)?;
            let state = board.gpio().read()?;
            let pins = pins.into_iter().map(|pin| Level::new(pin, state));
            Ok(Levels {
                pins: pins.collect(),
                dry_run: false,
            })
        })
    }

    fn pins(&self, board: &Board) -> Result<Vec<Pin>, Error> {
        match self.pins.is_empty() {
            true => Ok(level::all(board)),
            false => {
                let pins = self.pins.iter().map(|text| level::find(board, text));
                pins.collect()
            }
        }
    }
}
