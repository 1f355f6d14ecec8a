//! Brings a board's registers to a table, proves it, or puts the old ones back
//!
//! Read what is there, write what differs in the order asked for, read back, compare. The
//! note on the board says "unfinished" from before the first write until the comparison has
//! succeeded. If anything fails, every register that was (or may have been) written gets its
//! previous value, in the opposite order, and the error says whether that worked.
//!
//! # Write-only designs
//! Some designs do not give their table back: every entry reads as one and the same value,
//! whatever was written. So a reading in which all entries are alike is no knowledge (unless
//! the design has given back something else before): then the note stands for what the
//! registers hold if it can be believed, and otherwise every entry is written.
//! If all entries still read as that value afterwards, although others were written and the slot
//! count reads back right, the design is write-only: the result counts as not verified, and
//! the note remembers it for the next time.
//!
//! A note is believed as long as the slot count agrees, it is not "unfinished", and no design
//! was loaded after it.

mod current;
mod options;
mod restore;
mod verify;

use crate::board::switch::applied_note::AppliedNote;
use crate::board::switch::bus::TableBus;
use crate::board::switch::note::Note;
use crate::board::switch::readback::Readback;
use crate::error::ApplyError;
use crate::error::Restored;
use current::CurrentTable;
use fic_network::Plan;
use fic_network::SwitchTable;
use fic_network::plan_apply;
pub use options::Applied;
pub use options::ApplyOptions;
pub use options::VerifyPolicy;
use restore::restore;
use verify::Verdict;
use verify::verify;

/// Applies a table.
///
/// # Errors
/// [`ApplyError`]; it says what became of the previous table.
pub fn apply<B: TableBus>(
    bus: &mut B,
    table: &SwitchTable,
    options: &ApplyOptions,
) -> Result<Applied, ApplyError<B::Error>> {
    let mut work = Work::begin(bus, table, options).map_err(|source| ApplyError::Bus {
        what: "reading the present table",
        source,
        restored: Restored::Untouched,
    })?;
    let plan = plan_apply(&work.current.certain, table, options.order);
    if !options.dry_run {
        work.carry_out(&plan)?;
    }
    Ok(Applied {
        registers_written: work.registers_written,
        verified: work.verified,
        gives_back: work.current.gives_back,
        notes: work.notes,
        plan,
    })
}

/// One apply under way.
struct Work<'w, B: TableBus> {
    bus: &'w mut B,
    table: &'w SwitchTable,
    options: &'w ApplyOptions,
    applied: AppliedNote,
    current: CurrentTable,
    verified: bool,
    registers_written: usize,
    notes: Vec<String>,
}

impl<'w, B: TableBus> Work<'w, B> {
    fn begin(
        bus: &'w mut B,
        table: &'w SwitchTable,
        options: &'w ApplyOptions,
    ) -> Result<Self, B::Error> {
        let mut notes = Vec::new();
        let applied = AppliedNote::read(bus, options.loaded_at_s, &mut notes);
        let current = CurrentTable::find(bus, table.shape(), &applied, options.read_back)?;
        Ok(Self {
            bus,
            table,
            options,
            applied,
            current,
            verified: false,
            registers_written: 0,
            notes,
        })
    }

    fn carry_out(&mut self, plan: &Plan) -> Result<(), ApplyError<B::Error>> {
        if !plan.is_empty() {
            self.put_note(true);
            self.write(plan)?;
        }
        if self.current.gives_back != Readback::No {
            self.check(plan)?;
        }
        let noted = self.applied.note.as_ref();
        let noted = noted.filter(|note| {
            let same_design = note.gives_back == self.current.gives_back;
            note.table == *self.table && !note.unfinished && same_design
        });
        if noted.is_none() || !plan.is_empty() {
            self.put_note(false);
        }
        self.say_what_is_not_sure();
        Ok(())
    }

    fn write(&mut self, plan: &Plan) -> Result<(), ApplyError<B::Error>> {
        let runs = plan.runs();
        for (index, (address, values)) in runs.iter().enumerate() {
            if let Err(source) = self.bus.write(*address, values) {
                let restored = self.undo(&runs[..=index]);
                return Err(ApplyError::Bus {
                    what: "writing the table",
                    source,
                    restored,
                });
            }
            self.registers_written += values.len();
        }
        Ok(())
    }

    /// Reads back and compares.
    fn check(&mut self, plan: &Plan) -> Result<(), ApplyError<B::Error>> {
        let known = self.current.gives_back;
        match verify(self.bus, self.current.read.as_ref(), self.table, known) {
            Ok(Verdict::Holds) => {
                self.current.gives_back = Readback::Yes;
                self.verified = true;
                Ok(())
            }
            Ok(Verdict::SaysNothing(gives_back)) => {
                self.current.gives_back = gives_back;
                Ok(())
            }
            Ok(Verdict::Differs(differences)) => Err(ApplyError::Differs {
                differences,
                restored: self.undo(&plan.runs()),
            }),
            Err(source) => Err(ApplyError::Bus {
                what: "reading the table back",
                source,
                restored: self.undo(&plan.runs()),
            }),
        }
    }

    fn say_what_is_not_sure(&mut self) {
        let text = match self.current.gives_back {
            Readback::Yes => return,
            Readback::No => "the design does not give its table back: it was not verified",
            Readback::Unknown => {
                "all entries read alike, before and after: whether the design gives its table back is not known, so it was not verified"
            }
        };
        self.notes.push(text.into());
    }

    /// Puts the previous registers back, and the previous note if that worked.
    fn undo(&mut self, runs: &[(u16, Vec<u16>)]) -> Restored {
        let readable = self.current.gives_back != Readback::No;
        let readable = readable.then_some(self.table.shape());
        let mut restored = restore(self.bus, &self.current.previous, runs, readable);
        if restored == Restored::Whole && !self.current.tells {
            restored = Restored::Unverified;
        }
        if restored.is_whole() && !runs.is_empty() {
            // A note that stays "unfinished" is the worst that can come of it.
            let _ = self.bus.put_note(&self.applied.bytes);
        }
        restored
    }

    /// Notes are a convenience: a board that keeps none is served all the same.
    fn put_note(&mut self, unfinished: bool) {
        let note = Note {
            table: self.table.clone(),
            who: self.options.who.clone(),
            at_s: self.options.now_s,
            gives_back: self.current.gives_back,
            unfinished,
        };
        if let Err(error) = self.bus.put_note(&note.encode()) {
            let text = format!("the board does not keep what was applied: {error}");
            if !self.notes.contains(&text) {
                self.notes.push(text);
            }
        }
    }
}
