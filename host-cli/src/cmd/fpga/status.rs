//! `fic fpga status`

use std::fmt;

use serde::Serialize;

use crate::args::BoardArgs;
use crate::context::Context;
use crate::view::Answer;
use crate::view::pieces::Pins;
use crate::view::pieces::Running;
use crate::view::pieces::state_words;
use fic_client::Error;

/// Whether the FPGA is configured, from its pins
#[derive(Debug, clap::Args)]
pub(crate) struct Status {
    #[command(flatten)]
    boards: BoardArgs,
}

/// Configuration state of one FPGA.
#[derive(Serialize)]
struct FpgaStatus {
    state: &'static str,
    part: String,
    modelled: bool,
    pins: Pins,
    running: Option<Running>,
}

impl Status {
    pub(super) fn run(&self, context: &Context) -> Result<Answer, Error> {
        context.on_boards(&self.boards, |board, _| {
            let status = board.status()?;
            Ok(FpgaStatus {
                state: state_words(status.fpga).0,
                part: status.identity.part.to_string(),
                modelled: Running::modelled(&status),
                pins: Pins::from(status.pins),
                running: Running::of(&status),
            })
        })
    }
}

impl fmt::Display for FpgaStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}; {}", self.part, self.state, self.pins)?;
        if self.modelled {
            f.write_str("; modelled board")?;
        }
        match &self.running {
            Some(running) => write!(f, "\n  runs {running}"),
            None => Ok(()),
        }
    }
}
