//! `fic deploy`

use std::fmt;
use std::time::Duration;

use fic_protocol::BoardKind;
use serde::Serialize;

use crate::args::BoardArgs;
use crate::args::DesignArgs;
use crate::cmd::load::LoadArgs;
use crate::context::Context;
use crate::view::Answer;
use crate::view::loaded::Loaded;
use crate::view::pieces::short;
use crate::view::staged::Staged;
use fic_client::Board;
use fic_client::DeployReport;
use fic_client::Design;
use fic_client::Error;
use fic_client::text;

/// Stage a design and load it: put it on the board
///
/// DESIGN is a file (.bit or .bin in any byte order, also compressed), an entry of the
/// catalog, or sha256:…. What the board has is not sent, what already runs is not loaded.
#[derive(Debug, clap::Args)]
pub(crate) struct Deploy {
    #[command(flatten)]
    design: DesignArgs,
    #[command(flatten)]
    boards: BoardArgs,
    #[command(flatten)]
    how: LoadArgs,
}

#[derive(Serialize)]
struct Report {
    digest: String,
    name: String,
    part: String,
    modelled: bool,
    dry_run: bool,
    already_running: bool,
    staged: Option<Staged>,
    load: Option<Loaded>,
    took_ms: u64,
    #[serde(skip)]
    took: Duration,
}

impl Deploy {
    pub(super) fn run(&self, context: &Context) -> Result<Answer, Error> {
        self.boards.targets(&context.config)?;
        let design = self.design.open(context)?;
        let order = self.how.order(&design);
        context.on_boards(&self.boards, |board, progress| {
            let report = board.deploy(&design, &order, progress)?;
            Ok(Report::new(board, &design, &report, self.how.dry_run))
        })
    }
}

impl Report {
    fn new(board: &Board, design: &Design, report: &DeployReport, dry_run: bool) -> Self {
        let identity = board.identity();
        let stage = report.stage.as_ref();
        let load = report.load.as_ref();
        Self {
            digest: format!("sha256:{}", design.digest()),
            name: design.name().to_owned(),
            part: identity.part.to_string(),
            modelled: identity.kind == BoardKind::Modelled,
            dry_run,
            already_running: load.is_some_and(|load| load.already_running),
            staged: stage.map(|stage| Staged::new(stage, board.reconnects())),
            load: load.map(|load| Loaded::new(load, dry_run)),
            took_ms: u64::try_from(report.took.as_millis()).unwrap_or(u64::MAX),
            took: report.took,
        }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.load {
            Some(load) => f.write_str(&load.headline(&self.part, self.modelled))?,
            None => write!(f, "{} would be staged and loaded", self.name)?,
        }
        write!(f, "\n  design {}", short(&self.digest))?;
        if let Some(staged) = &self.staged {
            write!(f, "\n  staged {}", staged.words(false))?;
        }
        if let Some(load) = &self.load {
            write!(f, "\n  {}", load.words())?;
        }
        // Finding that there is nothing to do takes no time worth telling.
        match self.dry_run || (self.already_running && self.staged.is_none()) {
            true => Ok(()),
            false => write!(f, "\n  took   {} in all", text::duration(self.took)),
        }
    }
}
