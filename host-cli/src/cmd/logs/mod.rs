//! `fic logs`: what the bare-metal image logs, live

mod filter;
mod watch;

use std::path::PathBuf;

use crate::args::BoardArgs;
use crate::context::Context;
use crate::view::Answer;
use fic_client::Error;
use fic_client::logs::LogTable;
use filter::Filter;
use watch::Watch;

/// Show what a board's bare-metal image logs, as it comes
///
/// Only the bare-metal image sends a log; what an agent did shows `fic status --history`. A
/// line is: seconds since the board's power-up, level, message, place in the source. What
/// the image logged before is shown as far as nobody else was on the line meanwhile. Ends
/// at Ctrl-C, or as --for and --count say; JSON is printed at the end, so it needs one of them.
#[derive(Debug, clap::Args)]
pub(crate) struct Logs {
    /// The program of the image that runs: the fic-image.elf made together with its kernel8.img
    #[arg(long, value_name = "FILE")]
    elf: PathBuf,
    #[command(flatten)]
    filter: Filter,
    #[command(flatten)]
    boards: BoardArgs,
}

impl Logs {
    pub(super) fn run(&self, context: &Context) -> Result<Answer, Error> {
        if context.is_json() && self.filter.time.is_none() && self.filter.count.is_none() {
            return Err(Error::Usage {
                message: "JSON is printed at the end, and nothing says when that is".into(),
                help: "add --for TIME or --count N".into(),
            });
        }
        let table = LogTable::read(&self.elf)?;
        let many = self.boards.targets(&context.config)?.len() > 1;
        let answer = context.on_boards(&self.boards, |board, _| {
            board.require_log()?;
            table.check_build(&board.identity().build)?;
            let name = board.name().to_owned();
            context.screen.note(&format!("{name}: listening"));
            Watch::new(&self.filter, &table, context, many.then_some(name)).run(board)
        })?;
        Ok(match answer {
            // Its lines are out already.
            Answer::Boards(boards)
                if !context.is_json() && boards.iter().all(|board| board.result.is_ok()) =>
            {
                Answer::Text(String::new())
            }
            answer => answer,
        })
    }
}
