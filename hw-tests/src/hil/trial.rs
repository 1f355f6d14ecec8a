//! What a trial is, and how it ends

use fic_client::Board;
use fic_client::Cancel;
use fic_client::Design;
use fic_client::LoadOrder;
use fic_client::Silent;
use std::path::Path;

use super::Entry;

/// One trial.
pub struct Trial {
    /// As `--trial` takes it; stable.
    pub name: &'static str,
    /// What it shows.
    pub about: &'static str,
    /// What it does to the board: people read this before they agree.
    pub effect: &'static str,
    /// Runs it; an error is a failure.
    pub run: fn(&mut Bench<'_>) -> anyhow::Result<End>,
}

/// How a trial ended, if it did not fail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum End {
    /// With what was seen.
    Passed(String),
    /// The boards file does not name what it needs.
    LeftOut(&'static str),
}

/// The board under trial.
pub struct Bench<'a> {
    /// It answers.
    pub board: &'a mut Board,
    /// What the file says of it.
    pub entry: &'a Entry,
    /// Rounds of the soak.
    pub rounds: u32,
}

impl Bench<'_> {
    /// Reads a design's file.
    pub fn read(&self, path: &Path) -> anyhow::Result<Design> {
        Ok(Design::from_file(path, &mut Silent, &Cancel::default())?)
    }

    /// Stages and loads it; whether it ran already.
    pub fn deploy(&mut self, path: &Path, force: bool) -> anyhow::Result<fic_client::DeployReport> {
        let design = self.read(path)?;
        let order = LoadOrder {
            force,
            memo: "hardware trial".into(),
            ..LoadOrder::of(&design)
        };
        Ok(self.board.deploy(&design, &order, &mut Silent)?)
    }

    /// The design has to run for what follows.
    pub fn with_design(&mut self) -> anyhow::Result<Option<()>> {
        let Some(path) = self.entry.design.clone() else {
            return Ok(None);
        };
        self.deploy(&path, false)?;
        Ok(Some(()))
    }
}

/// Why a trial that needs a design is left out.
pub const NO_DESIGN: End = End::LeftOut("the boards file names no `design`");
