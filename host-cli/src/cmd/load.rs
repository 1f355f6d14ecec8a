//! `fic load`

use std::fmt;

use fic_protocol::BoardKind;
use fic_protocol::ModeChoice;
use serde::Serialize;

use crate::args::BoardArgs;
use crate::args::DesignArgs;
use crate::context::Context;
use crate::view::Answer;
use crate::view::loaded::Loaded;
use crate::view::pieces::bounded;
use fic_client::Design;
use fic_client::Error;
use fic_client::LoadOrder;
use fic_client::design::Wanted;

/// Write a staged design into the FPGA
#[derive(Debug, clap::Args)]
pub(crate) struct Load {
    #[command(flatten)]
    design: DesignArgs,
    #[command(flatten)]
    boards: BoardArgs,
    #[command(flatten)]
    how: LoadArgs,
}

/// How a design is loaded.
#[derive(Debug, Clone, clap::Args)]
pub(super) struct LoadArgs {
    /// Width of the configuration port
    #[arg(long, value_enum, default_value_t = PortMode::Auto)]
    mode: PortMode,
    /// A note for the others, shown by `fic status`
    #[arg(
        long,
        value_name = "TEXT",
        default_value = "",
        hide_default_value = true
    )]
    #[arg(value_parser = bounded::<{ fic_protocol::limits::MAX_MEMO_LEN }>)]
    memo: String,
    /// What to call the design [default: its name in file or catalog]
    #[arg(long, value_name = "NAME")]
    #[arg(value_parser = bounded::<{ fic_protocol::limits::MAX_NAME_LEN }>)]
    name: Option<String>,
    /// Load even if the same design already runs
    #[arg(long)]
    force: bool,
    /// Check all that can be checked, and send and load nothing
    #[arg(long)]
    pub(super) dry_run: bool,
}

/// Width of the configuration port.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum PortMode {
    /// The board's own
    Auto,
    /// CD0-7
    X8,
    /// CD0-15
    X16,
}

impl LoadArgs {
    pub(super) fn order(&self, design: &Design) -> LoadOrder {
        self.order_of(LoadOrder::of(design))
    }

    /// The wishes of the command line on top of an order.
    fn order_of(&self, order: LoadOrder) -> LoadOrder {
        LoadOrder {
            mode: match self.mode {
                PortMode::Auto => ModeChoice::Auto,
                PortMode::X8 => ModeChoice::X8,
                PortMode::X16 => ModeChoice::X16,
            },
            force: self.force,
            dry_run: self.dry_run,
            name: self.name.clone().unwrap_or(order.name),
            memo: self.memo.clone(),
            ..order
        }
    }
}

#[derive(Serialize)]
struct Report {
    modelled: bool,
    part: String,
    #[serde(flatten)]
    loaded: Loaded,
}

impl Load {
    pub(super) fn run(&self, context: &Context) -> Result<Answer, Error> {
        self.boards.targets(&context.config)?;
        let (design, order) = match self.design.find(context)? {
            Wanted::Identity(digest) => (None, self.how.order_of(LoadOrder::new(digest))),
            _ => {
                let design = self.design.open(context)?;
                let order = self.how.order(&design);
                (Some(design), order)
            }
        };
        context.on_boards(&self.boards, |board, progress| {
            if let Some(design) = &design {
                board.check_part(design)?;
            }
            let report = board.load(&order, progress)?;
            Ok(Report {
                modelled: board.identity().kind == BoardKind::Modelled,
                part: board.identity().part.to_string(),
                loaded: Loaded::new(&report, order.dry_run),
            })
        })
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let headline = self.loaded.headline(&self.part, self.modelled);
        write!(f, "{headline}\n  {}", self.loaded.words())
    }
}
