//! `fic switch show`

use std::fmt;

use serde::Serialize;

use super::DesignArgs;
use crate::args::BoardArgs;
use crate::context::Context;
use crate::view::Answer;
use fic_client::Error;
use fic_client::board::switch::Readback;
use fic_client::board::switch::ShapeFrom;
use fic_client::board::switch::Shown;
use fic_client::board::switch::Source;
use fic_client::text;
use fic_network::SwitchTable;
use fic_network::toml_of_boards;

/// Print the tables in force, in a form that `apply` takes
///
/// Text is TOML with a row for each output port; with --format json, `result` has what
/// ficmgr and ficwww take. A design that does not give its table back is recognised when
/// the first table is applied; from then on the table that was applied last is printed.
/// No register tells how many ports and switches a design has: they are those of that
/// table, or of --ports and --switches, or else 4 and 4.
#[derive(Debug, clap::Args)]
pub(crate) struct Show {
    #[command(flatten)]
    boards: BoardArgs,
    #[command(flatten)]
    design: DesignArgs,
    /// The design is known not to give its table back
    #[arg(long)]
    write_only: bool,
}

#[derive(Serialize)]
struct Report {
    /// Of several boards: their tables stand in one file.
    #[serde(skip)]
    name: Option<String>,
    #[serde(flatten)]
    table: Option<SwitchTable>,
    /// `hardware`, `last_applied` or `nothing`.
    source: &'static str,
    /// `given`, `applied` or `assumed`.
    shape_from: &'static str,
    /// Slots in force; `None` if the register holds no slot count.
    slot_count: Option<u16>,
    gives_back: Readback,
    applied: Option<Applied>,
    /// Registers that hold no entry of such a table.
    odd: Vec<Odd>,
    notes: Vec<String>,
}

#[derive(Serialize)]
struct Applied {
    who: String,
    /// Seconds since 1970; `None` if neither side knew the time.
    at_s: Option<u64>,
    unfinished: bool,
    /// A design was loaded after it.
    outdated: bool,
}

#[derive(Serialize)]
struct Odd {
    entry: String,
    value: Option<u16>,
}

impl Show {
    pub(super) fn run(&self, context: &Context) -> Result<Answer, Error> {
        let several = self.boards.targets(&context.config)?.len() > 1;
        let answer = context.on_boards(&self.boards, |board, _| {
            let mut hint = self.design.hint(board)?;
            hint.write_only = self.write_only;
            let shown = fic_client::board::switch::show(board, hint)?;
            Ok(Report::new(shown, several.then(|| board.name().to_owned())))
        });
        answer.map(Answer::as_documents)
    }
}

impl Report {
    fn new(shown: Shown, name: Option<String>) -> Self {
        let outdated = shown.outdated;
        let applied = shown.applied.map(|note| Applied {
            who: note.who,
            at_s: (note.at_s != 0).then_some(note.at_s),
            unfinished: note.unfinished,
            outdated,
        });
        let odd = shown.odd.iter().map(|(cell, value)| Odd {
            entry: cell.to_string(),
            value: *value,
        });
        Self {
            name,
            table: shown.table,
            source: match shown.source {
                Source::Hardware => "hardware",
                Source::LastApplied => "last_applied",
                Source::Nothing => "nothing",
            },
            shape_from: match shown.shape_from {
                ShapeFrom::Given => "given",
                ShapeFrom::Applied => "applied",
                ShapeFrom::Assumed => "assumed",
            },
            slot_count: shown.slot_count.map(|count| count >> 1),
            gives_back: shown.gives_back,
            applied,
            odd: odd.collect(),
            notes: shown.notes,
        }
    }

    fn origin(&self) -> &'static str {
        match self.source {
            "hardware" => "read from the registers",
            "last_applied" => "as it was applied last",
            _ => "no table",
        }
    }
}

/// TOML; what is no table is a comment.
impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.name {
            Some(name) => writeln!(f, "# {name}: {}", self.origin())?,
            None => writeln!(f, "# {}", self.origin())?,
        }
        if let Some(applied) = &self.applied {
            writeln!(f, "# last applied by {applied}")?;
        }
        if self.table.is_some() && self.shape_from == "assumed" {
            writeln!(
                f,
                "# ports and switches are assumed: give --ports and --switches"
            )?;
        }
        for note in &self.notes {
            writeln!(f, "# {note}")?;
        }
        for odd in &self.odd {
            match odd.value {
                Some(value) => writeln!(f, "# {} is {value}, which is no port", odd.entry)?,
                None => writeln!(f, "# {} was not read", odd.entry)?,
            }
        }
        match (&self.name, &self.table) {
            (_, None) => Ok(()),
            (None, Some(table)) => f.write_str(&table.to_toml()),
            (Some(name), Some(table)) => f.write_str(&toml_of_boards([(name.as_str(), table)])),
        }
    }
}

impl fmt::Display for Applied {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.who)?;
        match self.at_s {
            Some(at_s) => write!(f, ", {}", text::moment(at_s)),
            None => Ok(()),
        }
    }
}
