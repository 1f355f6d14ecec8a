//! `fic stage`

use std::fmt;
use std::path::PathBuf;

use fic_protocol::Digest;
use fic_protocol::Role;
use serde::Serialize;

use crate::args::BoardArgs;
use crate::args::DesignArgs;
use crate::context::Context;
use crate::view::Answer;
use crate::view::pieces::short;
use crate::view::staged::Staged;
use fic_client::Board;
use fic_client::Design;
use fic_client::Error;
use fic_client::LoadOrder;
use fic_client::Progress;
use fic_client::StageReport;
use fic_client::design::Wanted;

/// Bring a design to the board's own store only
///
/// A board that has it already receives nothing. With --boot the agent loads the design
/// whenever it starts, until another one or none is chosen; what runs now stays.
#[derive(Debug, clap::Args)]
pub(crate) struct Stage {
    /// A file, an entry NAME[:VERSION] of the catalog, or sha256:…
    #[arg(required_unless_present = "no_boot", conflicts_with = "no_boot")]
    design: Option<String>,
    /// Folder of the catalog [default: ~/.local/share/fic/catalog]
    #[arg(long, value_name = "DIR", env = "FIC_CATALOG", hide_env = true)]
    catalog: Option<PathBuf>,
    /// Let the agent load it whenever it starts
    #[arg(long)]
    boot: bool,
    /// Stage nothing, and let the agent load no design when it starts
    #[arg(long, conflicts_with = "boot")]
    no_boot: bool,
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
    /// It was, or would be, chosen for the agent's start.
    boot: bool,
    /// `None` if only the board's store can hold it, so that nothing was sent.
    staged: Option<Staged>,
}

/// What `--no-boot` did.
#[derive(Serialize)]
struct NoBoot {
    boot: Option<String>,
    /// What had been chosen before.
    boot_before: Option<String>,
    dry_run: bool,
}

impl Stage {
    pub(super) fn run(&self, context: &Context) -> Result<Answer, Error> {
        self.boards.targets(&context.config)?;
        let Some(design) = &self.design else {
            return context.on_boards(&self.boards, |board, _| self.choose_none(board));
        };
        let wanted = DesignArgs {
            design: design.clone(),
            catalog: self.catalog.clone(),
        };
        match wanted.find(context)? {
            // The board's store may hold it.
            Wanted::Identity(digest) if self.boot => {
                context.on_boards(&self.boards, |board, _| self.choose_staged(board, digest))
            }
            _ => {
                let design = wanted.open(context)?;
                context.on_boards(&self.boards, |board, progress| {
                    self.bring(board, &design, progress)
                })
            }
        }
    }

    fn bring(
        &self,
        board: &mut Board,
        design: &Design,
        progress: &mut dyn Progress,
    ) -> Result<Report, Error> {
        board.check_part(design)?;
        if self.boot {
            // Before megabytes are sent to a board that cannot.
            board.require_role(Role::Operate)?;
        }
        let staged = match self.dry_run {
            true => would_stage(board, design, progress)?,
            false => board.stage(design, progress)?,
        };
        if self.boot && !self.dry_run {
            board.set_boot(Some(design.digest()))?;
        }
        Ok(Report {
            digest: format!("sha256:{}", design.digest()),
            name: design.name().to_owned(),
            dry_run: self.dry_run,
            boot: self.boot,
            staged: Some(Staged::new(&staged, board.reconnects())),
        })
    }

    fn choose_staged(&self, board: &mut Board, digest: Digest) -> Result<Report, Error> {
        board.require_role(Role::Operate)?;
        if !self.dry_run {
            board.set_boot(Some(digest))?;
        }
        Ok(Report {
            digest: format!("sha256:{digest}"),
            name: String::new(),
            dry_run: self.dry_run,
            boot: true,
            staged: None,
        })
    }

    fn choose_none(&self, board: &mut Board) -> Result<NoBoot, Error> {
        let before = board.agent()?.boot;
        let named = |digest: Digest| format!("sha256:{digest}");
        match self.dry_run {
            true => board.require_role(Role::Operate)?,
            false => board.set_boot(None)?,
        }
        Ok(NoBoot {
            boot: before.filter(|_| self.dry_run).map(named),
            boot_before: before.map(named),
            dry_run: self.dry_run,
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

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let verb = match self.dry_run {
            true => "would stage",
            false => "staged",
        };
        let digest = short(&self.digest);
        match &self.staged {
            Some(staged) => {
                let words = staged.words(self.dry_run);
                write!(f, "{} ({digest}): {verb} {words}", self.name)?;
            }
            None => write!(f, "{digest}: {verb} nothing")?,
        }
        match (self.boot, self.dry_run) {
            (false, _) => Ok(()),
            (true, false) => f.write_str("; the agent loads it when it starts"),
            (true, true) => f.write_str("; the agent would load it when it starts"),
        }
    }
}

impl fmt::Display for NoBoot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let verb = if self.dry_run { "would load" } else { "loads" };
        write!(f, "the agent {verb} no design when it starts")?;
        match &self.boot_before {
            Some(before) => write!(f, "; until now {}", short(before)),
            None => f.write_str("; neither did it before"),
        }
    }
}
