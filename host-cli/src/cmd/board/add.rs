//! `fic board add`

use std::fmt;
use std::path::PathBuf;

use serde::Serialize;

use crate::context::Context;
use crate::view::Answer;
use fic_client::Address;
use fic_client::Error;
use fic_cluster::config;
use fic_cluster::config::BoardEntry;
use fic_cluster::names;

/// Add a board, or change the address of one
#[derive(Debug, clap::Args)]
pub(crate) struct Add {
    /// Name: letters, digits, `-`, `_` and `.`
    name: String,
    /// Address: tls://host[:port], tcp://host[:port], unix:/path, serial:/dev/ttyX[?baud=N], sim:mk2, …
    address: String,
    /// Put it into this group too; repeatable
    #[arg(long, value_name = "GROUP")]
    group: Vec<String>,
    /// A note for people
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
    /// Say what would be done, and write nothing
    #[arg(long)]
    dry_run: bool,
}

#[derive(Serialize)]
struct Added {
    name: String,
    address: String,
    config: PathBuf,
    changed: bool,
    dry_run: bool,
}

impl Add {
    pub(super) fn run(&self, context: &Context) -> Result<Answer, Error> {
        let address: Address = self.address.parse()?;
        for name in self.group.iter().chain([&self.name]) {
            names::check_name(name).map_err(|reason| Error::BadSelection {
                text: name.clone(),
                reason,
            })?;
        }
        let entry = BoardEntry {
            address,
            note: self.note.clone(),
        };
        let path = &context.config.path;
        let changed = match self.dry_run {
            true => context.config.boards.get(&self.name) != Some(&entry),
            false => config::add_board(path, &self.name, &entry, &self.group)?,
        };
        Ok(Answer::one(Added {
            name: self.name.clone(),
            address: entry.address.to_string(),
            config: path.clone(),
            changed,
            dry_run: self.dry_run,
        }))
    }
}

impl fmt::Display for Added {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let verb = match (self.changed, self.dry_run) {
            (false, _) => "unchanged",
            (true, true) => "would be written",
            (true, false) => "written",
        };
        let (name, address) = (&self.name, &self.address);
        write!(f, "{name} = {address} {verb} in {}", self.config.display())
    }
}
