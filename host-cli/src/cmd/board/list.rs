//! `fic board list`

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;

use serde::Serialize;

use crate::context::Context;
use crate::view::Answer;

/// List boards and groups
#[derive(Debug, clap::Args)]
pub(crate) struct List {
    /// List this machine's serial ports instead
    #[arg(long)]
    ports: bool,
}

#[derive(Serialize)]
struct Inventory {
    config: PathBuf,
    /// In the form of every list of boards.
    boards: Vec<Entry>,
    groups: BTreeMap<String, Vec<String>>,
}

#[derive(Serialize)]
struct Entry {
    board: String,
    ok: bool,
    result: Known,
}

#[derive(Serialize)]
struct Known {
    address: String,
    note: Option<String>,
}

impl List {
    pub(super) fn run(&self, context: &Context) -> Answer {
        if self.ports {
            return super::ports::list(context);
        }
        let config = &context.config;
        let entry = |(name, board): (&String, &fic_cluster::config::BoardEntry)| Entry {
            board: name.clone(),
            ok: true,
            result: Known {
                address: board.address.to_string(),
                note: board.note.clone(),
            },
        };
        let boards: Vec<Entry> = config.boards.iter().map(entry).collect();
        if boards.is_empty() {
            let path = config.path.display();
            context.screen.note(&format!("no boards in {path}"));
        }
        Answer::one(Inventory {
            config: config.path.clone(),
            boards,
            groups: config.groups.clone(),
        })
    }
}

impl fmt::Display for Inventory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let width = |names: &mut dyn Iterator<Item = usize>| names.max().unwrap_or(0);
        let names = width(&mut self.boards.iter().map(|entry| entry.board.len()));
        for entry in &self.boards {
            write!(f, "{:names$}  {}", entry.board, entry.result.address)?;
            match &entry.result.note {
                Some(note) => writeln!(f, "  # {note}")?,
                None => writeln!(f)?,
            }
        }
        for (name, members) in &self.groups {
            writeln!(f, "@{name}  {}", members.join(","))?;
        }
        Ok(())
    }
}
