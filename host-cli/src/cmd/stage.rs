//! `fic stage`

use std::fmt;

use serde::Serialize;

use crate::Board;
use crate::Design;
use crate::Error;
use crate::LoadOrder;
use crate::Progress;
use crate::StageReport;
use crate::cli::BoardArgs;
use crate::cli::Context;
use crate::cmd::design::DesignArgs;
use crate::cmd::result::short;
use crate::output::Answer;
use crate::text;

/// Bring a design to the board's own store only
///
/// A board that has it already receives nothing.
#[derive(Debug, clap::Args)]
pub(crate) struct Stage {
    #[command(flatten)]
    design: DesignArgs,
    #[command(flatten)]
    boards: BoardArgs,
    /// Say what would be sent, and send nothing
    #[arg(long)]
    dry_run: bool,
}

#[derive(Serialize)]
struct Report {
    digest: String,
    name: String,
    dry_run: bool,
    staged: Staged,
}

/// What a transfer did, for scripts.
#[derive(Serialize)]
pub(super) struct Staged {
    /// The board had it.
    skipped: bool,
    len_bytes: u32,
    resumed_at: u32,
    sent_bytes: u64,
    packed_bytes: u64,
    resent_bytes: u64,
    reconnects: u32,
}

impl Stage {
    pub(super) fn run(&self, context: &Context) -> Result<Answer, Error> {
        self.boards.targets(&context.config)?;
        let design = self.design.open(context)?;
        context.on_boards(&self.boards, |board, progress| {
            board.check_part(&design)?;
            let staged = match self.dry_run {
                true => would_stage(board, &design, progress)?,
                false => board.stage(&design, progress)?,
            };
            Ok(Report {
                digest: format!("sha256:{}", design.digest()),
                name: design.name().to_owned(),
                dry_run: self.dry_run,
                staged: Staged::new(&staged, board.reconnects()),
            })
        })
    }
}

/// Asks for a dry load: the one question about the store that changes nothing.
fn would_stage(
    board: &mut Board,
    design: &Design,
    progress: &mut dyn Progress,
) -> Result<StageReport, Error> {
    let order = LoadOrder::of(design);
    let there = match board.dry_load(&order, progress) {
        Ok(report) => report.is_some(),
        // It is there, only not loadable now.
        Err(Error::Board { .. }) => true,
        Err(error) => return Err(error),
    };
    Ok(StageReport {
        skipped: there,
        len_bytes: design.len_bytes(),
        ..StageReport::default()
    })
}

impl Staged {
    pub(super) fn new(report: &StageReport, reconnects: u32) -> Self {
        Self {
            skipped: report.skipped,
            len_bytes: report.len_bytes,
            resumed_at: report.resumed_at,
            sent_bytes: report.sent_bytes,
            packed_bytes: report.packed_bytes,
            resent_bytes: report.resent_bytes,
            reconnects,
        }
    }

    /// In words, after "staged" or "would stage".
    pub(super) fn words(&self, dry_run: bool) -> String {
        let len = text::grouped(self.len_bytes.into());
        match (self.skipped, dry_run) {
            (true, _) => format!("nothing: the board has its {len} bytes"),
            (false, true) => format!("{len} bytes"),
            (false, false) => self.sent_words(&len),
        }
    }

    fn sent_words(&self, len: &str) -> String {
        let packed = text::grouped(self.packed_bytes);
        let mut words = format!("{len} bytes, {packed} on the way");
        if self.resumed_at > 0 {
            let from = text::grouped(self.resumed_at.into());
            words.push_str(&format!(", from byte {from} on"));
        }
        if self.reconnects > 0 {
            let again = text::grouped(self.resent_bytes);
            let times = text::count(self.reconnects.into(), "time");
            words.push_str(&format!(
                "; the link broke {times}, {again} bytes sent twice"
            ));
        }
        words
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let verb = if self.dry_run {
            "would stage"
        } else {
            "staged"
        };
        let digest = short(&self.digest);
        let words = self.staged.words(self.dry_run);
        write!(f, "{} ({digest}): {verb} {words}", self.name)
    }
}
