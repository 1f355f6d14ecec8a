//! What applying a table did, for `apply` and `clear`

use std::fmt;
use std::time::SystemTime;
use std::time::UNIX_EPOCH;

use serde::Serialize;

use super::loaded_at;
use fic_client::Board;
use fic_client::Error;
use fic_client::board::switch::ApplyError;
use fic_client::board::switch::ApplyOptions;
use fic_client::board::switch::Readback;
use fic_client::board::switch::Restored;
use fic_client::text;
use fic_network::Cell;
use fic_network::RegisterWrite;
use fic_network::SwitchTable;

/// Changes that text lists.
const LISTED: usize = 24;

#[derive(Serialize)]
pub(super) struct ApplyReport {
    ports: u8,
    slots: u8,
    switches: u8,
    dry_run: bool,
    /// What differed, in the order of the writes.
    changes: Vec<Change>,
    registers_written: usize,
    verified: bool,
    gives_back: Readback,
    notes: Vec<String>,
}

#[derive(Serialize)]
struct Change {
    /// `switchN.portN.slotN` or `slots`.
    entry: String,
    /// Input port, the number of ports for idle, or the number of slots.
    value: u16,
}

/// Applies a table with the time and the load of this board.
pub(super) fn apply(
    board: &mut Board,
    table: &SwitchTable,
    options: &ApplyOptions,
) -> Result<ApplyReport, Error> {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    let options = ApplyOptions {
        who: board.who().to_owned(),
        now_s: since.map_or(0, |time| time.as_secs()),
        loaded_at_s: loaded_at(board)?,
        ..options.clone()
    };
    let applied = fic_client::board::switch::apply(board, table, &options).map_err(explained)?;
    let shape = table.shape();
    Ok(ApplyReport {
        ports: shape.ports(),
        slots: shape.slots(),
        switches: shape.switches(),
        dry_run: options.dry_run,
        changes: applied.plan.writes.iter().map(Change::from).collect(),
        registers_written: applied.registers_written,
        verified: applied.verified,
        gives_back: applied.gives_back,
        notes: applied.notes,
    })
}

/// Where nothing was written, there is nothing to say but what the board said.
fn explained(error: ApplyError<Error>) -> Error {
    match error {
        ApplyError::Bus {
            source,
            restored: Restored::Untouched,
            ..
        } => source,
        error => Box::new(error).into(),
    }
}

impl From<&RegisterWrite> for Change {
    fn from(write: &RegisterWrite) -> Self {
        match Cell::at(write.address) {
            Some(cell) => Self {
                entry: cell.to_string(),
                value: write.value,
            },
            None => Self {
                entry: "slots".into(),
                value: write.value >> 1,
            },
        }
    }
}

impl fmt::Display for ApplyReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = match self.changes.len() {
            1 => "1 register".into(),
            count => format!("{} registers", text::grouped(count as u64)),
        };
        match (self.changes.is_empty(), self.dry_run) {
            (true, _) => write!(f, "nothing to write: the table is in force")?,
            (false, true) => write!(f, "would write {count}")?,
            (false, false) => write!(f, "wrote {count}")?,
        }
        if self.verified && !self.changes.is_empty() {
            write!(f, ", read back and compared")?;
        }
        if self.dry_run {
            self.list(f)?;
        }
        self.notes
            .iter()
            .try_for_each(|note| write!(f, "\n  {note}"))
    }
}

impl ApplyReport {
    fn list(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for Change { entry, value } in self.changes.iter().take(LISTED) {
            write!(f, "\n  {entry} = {value}")?;
        }
        match self.changes.len().saturating_sub(LISTED) {
            0 => Ok(()),
            more => write!(f, "\n  and {more} more"),
        }
    }
}
