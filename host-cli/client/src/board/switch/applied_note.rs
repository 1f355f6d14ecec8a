//! What the board's note tells about the table in force

use crate::board::switch::bus::TableBus;
use crate::board::switch::note::Note;
use crate::board::switch::readback::Readback;
use fic_network::HardwareTable;

/// The note of the table that was applied last.
pub(super) struct AppliedNote {
    /// The note's bytes; empty if there is none.
    pub(super) bytes: Vec<u8>,
    /// What they say.
    pub(super) note: Option<Note>,
    /// No design was loaded since.
    pub(super) fresh: bool,
}

impl AppliedNote {
    /// Asks the board; one that keeps no notes has no memory.
    pub(super) fn read<B: TableBus>(
        bus: &mut B,
        loaded_at_s: Option<u64>,
        notes: &mut Vec<String>,
    ) -> Self {
        let stored = bus.note().unwrap_or_else(|error| {
            let text = format!("the board does not tell what was applied last: {error}");
            notes.push(text);
            None
        });
        let stored = stored.unwrap_or_default();
        let note = match Note::decode(&stored.data) {
            Ok(note) => Some(note),
            Err(_) if stored.data.is_empty() => None,
            Err(error) => {
                notes.push(error.to_string());
                None
            }
        };
        Self {
            bytes: stored.data,
            note: note.map(|note| Note {
                // The host that applied may have had no clock.
                at_s: if note.at_s == 0 {
                    stored.at_s
                } else {
                    note.at_s
                },
                ..note
            }),
            // One clock, the board's, says both times. In doubt the slot count tells.
            fresh: loaded_at_s.is_none_or(|loaded| loaded <= stored.at_s),
        }
    }

    /// What is known of the running design.
    pub(super) fn gives_back(&self) -> Readback {
        let note = self.note.as_ref().filter(|_| self.fresh);
        note.map_or(Readback::Unknown, |note| note.gives_back)
    }

    /// What the registers hold as far as the note can be believed; only the slot count if
    /// it cannot.
    pub(super) fn registers(&self, slot_count: Option<u16>) -> HardwareTable {
        let believed = self.note.as_ref().filter(|note| {
            self.fresh && !note.unfinished && slot_count == Some(note.table.slot_count())
        });
        match believed {
            Some(note) => HardwareTable::of_table(&note.table),
            None => HardwareTable {
                slot_count,
                ..HardwareTable::default()
            },
        }
    }
}
