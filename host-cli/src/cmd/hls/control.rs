//! `fic hls start` and `fic hls reset`

use std::fmt;

use serde::Serialize;

use crate::args::BoardArgs;
use crate::context::Context;
use crate::view::Answer;
use fic_client::Error;

/// Start or reset the user logic
#[derive(Debug, clap::Args)]
pub(crate) struct Control {
    #[command(flatten)]
    boards: BoardArgs,
    /// Say whether it could be done, and do nothing
    #[arg(long)]
    dry_run: bool,
}

/// What is done to the user logic.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Order {
    Start,
    Reset,
}

#[derive(Serialize)]
struct Ordered {
    order: Order,
    dry_run: bool,
}

impl Control {
    pub(super) fn run(&self, context: &Context, order: Order) -> Result<Answer, Error> {
        let dry_run = self.dry_run;
        context.on_boards(&self.boards, |board, _| {
            match order {
                _ if dry_run => board.require_design()?,
                Order::Start => board.hls().start()?,
                Order::Reset => board.hls().reset()?,
            }
            Ok(Ordered { order, dry_run })
        })
    }
}

impl fmt::Display for Ordered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match (self.dry_run, self.order) {
            (false, Order::Start) => "user logic started",
            (false, Order::Reset) => "user logic reset",
            (true, Order::Start) => "would start the user logic",
            (true, Order::Reset) => "would reset the user logic",
        })
    }
}
