//! `fic switch diff`

use std::fmt;
use std::path::PathBuf;

use serde::Serialize;

use super::loaded_at;
use crate::args::BoardArgs;
use crate::context::Context;
use crate::io::table_file;
use crate::view::Answer;
use fic_client::Error;
use fic_client::board::switch::Hint;
use fic_client::board::switch::Shown;
use fic_client::board::switch::Source;
use fic_network::Change;
use fic_network::Entry;
use fic_network::SwitchTable;

/// Say which entries a file would change
///
/// Compared is with the registers, or with the table that was applied last if the design
/// does not give its table back. Exit code 0 whether or not anything differs; with
/// --format json, `same` tells.
#[derive(Debug, clap::Args)]
pub(crate) struct Diff {
    /// Table file, or - for standard input
    file: PathBuf,
    #[command(flatten)]
    boards: BoardArgs,
}

#[derive(Serialize)]
struct Report {
    same: bool,
    /// Slots in force, if there are any.
    slots_now: Option<u8>,
    slots: u8,
    changes: Vec<Change>,
    /// What it was compared with: the registers, or the table that was applied last.
    source: &'static str,
    notes: Vec<String>,
}

impl Diff {
    pub(super) fn run(&self, context: &Context) -> Result<Answer, Error> {
        let targets = self.boards.targets(&context.config)?;
        let document = table_file::for_boards(&self.file, &targets)?;
        context.on_boards(&self.boards, |board, _| {
            let table = document.for_board(board.name());
            let table = table.map_err(|source| table_file::refused(&self.file, source))?;
            let hint = Hint {
                ports: Some(table.shape().ports()),
                switches: Some(table.shape().switches()),
                write_only: false,
                loaded_at_s: loaded_at(board)?,
            };
            Ok(Report::new(
                fic_client::board::switch::show(board, hint)?,
                table,
            ))
        })
    }
}

impl Report {
    fn new(shown: Shown, new: &SwitchTable) -> Self {
        let changes = match &shown.table {
            Some(old) => fic_network::diff(old, new).changes,
            None => all_new(new),
        };
        let slots_now = shown.table.as_ref().map(|table| table.shape().slots());
        let odd = shown.odd.iter().map(|(cell, value)| match value {
            Some(value) => format!("{cell} is {value}, which is no port"),
            None => format!("{cell} was not read"),
        });
        Self {
            same: changes.is_empty() && slots_now == Some(new.shape().slots()),
            slots_now,
            slots: new.shape().slots(),
            changes,
            source: match shown.source {
                Source::Hardware => "hardware",
                Source::LastApplied => "last_applied",
                Source::Nothing => "nothing",
            },
            notes: odd.chain(shown.notes.iter().cloned()).collect(),
        }
    }
}

fn all_new(table: &SwitchTable) -> Vec<Change> {
    let change = |(cell, entry)| Change {
        cell,
        old: None,
        new: Some(entry),
    };
    table.entries().map(change).collect()
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.same, self.changes.len()) {
            (true, _) => write!(f, "the same")?,
            (false, 1) => write!(f, "1 entry differs")?,
            (false, count) => write!(f, "{count} entries differ")?,
        }
        if self.slots_now.is_some_and(|now| now != self.slots) {
            let now = self.slots_now.unwrap_or(0);
            write!(f, "\n  slots: {now} -> {}", self.slots)?;
        }
        for change in &self.changes {
            let (old, new) = (word(change.old), word(change.new));
            write!(f, "\n  {}: {old} -> {new}", change.cell)?;
        }
        self.notes
            .iter()
            .try_for_each(|note| write!(f, "\n  {note}"))
    }
}

fn word(entry: Option<Entry>) -> String {
    match entry {
        None => "none".into(),
        Some(Entry::Idle) => "idle".into(),
        Some(Entry::From(port)) => port.number().to_string(),
    }
}
