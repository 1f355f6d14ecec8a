//! `fic logs`: what the bare-metal image logs, live

mod level;
mod watch;

use std::path::PathBuf;
use std::time::Duration;

use crate::cli::BoardArgs;
use crate::cli::Context;
use crate::output::Answer;
use fic_client::Error;
use fic_client::logs::LogTable;
use level::Level;
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
    /// Leave out what matters less than this
    #[arg(long, value_enum, value_name = "LEVEL", default_value = "trace")]
    level: Level,
    /// End after this time: seconds, or 90s, 15m, 2h
    #[arg(long = "for", value_name = "TIME", value_parser = time)]
    time: Option<Duration>,
    /// End after this many records
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    count: Option<u64>,
    #[command(flatten)]
    boards: BoardArgs,
}

impl Logs {
    pub(super) fn run(&self, context: &Context) -> Result<Answer, Error> {
        if context.is_json() && self.time.is_none() && self.count.is_none() {
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
            Watch::new(self, &table, context, many.then_some(name)).run(board)
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

/// Seconds, or a time with units.
fn time(text: &str) -> Result<Duration, String> {
    let time = match text.parse::<f64>() {
        Ok(seconds) => Duration::try_from_secs_f64(seconds).map_err(|error| error.to_string()),
        Err(_) => humantime::parse_duration(text)
            .map_err(|error| format!("{error}; a time is e.g. 2.5, 90s, 15m or 2h")),
    }?;
    match time.is_zero() {
        true => Err("a time above 0".into()),
        false => Ok(time),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_seconds_or_have_units() {
        assert_eq!(time("1.5"), Ok(Duration::from_millis(1500)));
        assert_eq!(time("2m"), Ok(Duration::from_secs(120)));
        for text in ["0", "-1", "nan", "inf", "soon", ""] {
            assert!(time(text).is_err(), "{text}");
        }
    }
}
