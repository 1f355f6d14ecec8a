//! `fic switch apply`

use std::path::PathBuf;

use super::applied;
use crate::args::BoardArgs;
use crate::context::Context;
use crate::io::table_file;
use crate::view::Answer;
use fic_client::Error;
use fic_client::board::switch::ApplyOptions;
use fic_client::board::switch::VerifyPolicy;
use fic_network::Order;

/// Write tables, read them back, and restore the old ones if anything fails
///
/// Only what differs is written. With the order make-before-break, slots that a longer
/// schedule adds are written before the slot count is raised, and a shorter one lowers it
/// first; of the entries in force, new connections come first and broken ones last.
///
/// FILE is JSON of ficmgr or ficwww (the older one with `outputs` too), a ficmgr setup
/// file, settbl's plain text, or TOML as `fic switch show` prints it; - is standard input.
/// A file with tables of several boards gives each board its own.
#[derive(Debug, clap::Args)]
pub(crate) struct Apply {
    /// Table file, or - for standard input
    file: PathBuf,
    #[command(flatten)]
    boards: BoardArgs,
    /// In which order registers are written
    #[arg(long, value_enum, default_value = "make-before-break")]
    order: OrderArg,
    /// Whether tables are read back: auto finds out whether the design gives them back
    #[arg(long, value_enum, default_value = "auto")]
    read_back: ReadBackArg,
    /// Say what would be written, and write nothing
    #[arg(long)]
    dry_run: bool,
}

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum OrderArg {
    /// New connections first, broken ones last
    MakeBeforeBreak,
    /// Broken connections first, new ones last
    BreakBeforeMake,
    /// The slot count, then entry by entry, as ficwww does
    CountFirst,
}

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum ReadBackArg {
    /// Unless the design does not give its table back
    Auto,
    /// A design that does not give its table back has failed
    Required,
    /// The design is known not to give its table back
    Never,
}

impl Apply {
    pub(super) fn run(&self, context: &Context) -> Result<Answer, Error> {
        let targets = self.boards.targets(&context.config)?;
        let document = table_file::for_boards(&self.file, &targets)?;
        context.on_boards(&self.boards, |board, _| {
            let table = document.for_board(board.name());
            let table = table.map_err(|source| table_file::refused(&self.file, source))?;
            applied::apply(board, table, &self.options())
        })
    }

    fn options(&self) -> ApplyOptions {
        ApplyOptions {
            order: match self.order {
                OrderArg::MakeBeforeBreak => Order::MakeBeforeBreak,
                OrderArg::BreakBeforeMake => Order::BreakBeforeMake,
                OrderArg::CountFirst => Order::CountFirst,
            },
            read_back: match self.read_back {
                ReadBackArg::Auto => VerifyPolicy::Auto,
                ReadBackArg::Required => VerifyPolicy::Required,
                ReadBackArg::Never => VerifyPolicy::Never,
            },
            dry_run: self.dry_run,
            ..ApplyOptions::default()
        }
    }
}
