//! `fic board remove`

use std::fmt;
use std::path::PathBuf;

use serde::Serialize;

use crate::context::Context;
use crate::view::Answer;
use fic_client::Error;
use fic_cluster::config;

/// Remove a board, from groups too
#[derive(Debug, clap::Args)]
pub(crate) struct Remove {
    /// Name of the board
    name: String,
    /// Say what would be done, and write nothing
    #[arg(long)]
    dry_run: bool,
}

#[derive(Serialize)]
struct Removed {
    name: String,
    config: PathBuf,
    dry_run: bool,
}

impl Remove {
    pub(super) fn run(&self, context: &Context) -> Result<Answer, Error> {
        let config = &context.config;
        if !config.boards.contains_key(&self.name) {
            return Err(Error::UnknownBoard {
                name: self.name.clone(),
                known: config.boards.keys().cloned().collect(),
            });
        }
        if !self.dry_run {
            config::remove_board(&config.path, &self.name)?;
        }
        Ok(Answer::one(Removed {
            name: self.name.clone(),
            config: config.path.clone(),
            dry_run: self.dry_run,
        }))
    }
}

impl fmt::Display for Removed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let verb = if self.dry_run {
            "would be removed"
        } else {
            "removed"
        };
        write!(f, "{} {verb} from {}", self.name, self.config.display())
    }
}
