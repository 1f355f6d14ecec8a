//! A register map that counts accesses and fails when it is told to

use std::collections::BTreeMap;

use fic_client::board::switch::StoredNote;
use fic_client::board::switch::TableBus;
use fic_network::HardwareTable;
use fic_network::SLOT_COUNT;
use fic_network::SwitchTable;

/// What a fake says when it fails.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no FACK at access {0}")]
pub struct NoAck(pub usize);

fic_error::diagnostics! { NoAck {
    Self(_) => "no_ack", Board, "a fake";
}}

#[derive(Debug, Clone, Default)]
pub struct Fake {
    pub registers: BTreeMap<u16, u16>,
    pub note: Vec<u8>,
    /// Every register write, in order.
    pub written: Vec<(u16, u16)>,
    /// Register writes (one register each) so far that fail: the first that fails, and how many do.
    pub fail_writes: Option<(usize, usize)>,
    /// Reads that fail likewise.
    pub fail_reads: Option<(usize, usize)>,
    /// Entries read as this.
    pub mute: Option<u16>,
    /// This bit of an entry is never stored.
    pub stuck_low: u16,
    /// The write of this number goes to another address, too.
    pub stray: Option<(usize, u16)>,
    pub no_notes: bool,
    writes: usize,
    reads: usize,
}

impl Fake {
    pub fn holding(table: &SwitchTable) -> Self {
        let mut registers: BTreeMap<u16, u16> = table.registers().collect();
        registers.insert(SLOT_COUNT, table.slot_count());
        Self {
            registers,
            ..Self::default()
        }
    }

    pub fn hardware(&self) -> HardwareTable {
        let mut registers = self.registers.clone();
        HardwareTable {
            slot_count: registers.remove(&SLOT_COUNT),
            registers,
        }
    }

    /// Whether every register of the table has its value; those never written are 0.
    pub fn holds(&self, table: &SwitchTable) -> bool {
        let value = |address| self.registers.get(&address).copied().unwrap_or(0);
        let count = std::iter::once((SLOT_COUNT, table.slot_count()));
        count
            .chain(table.registers())
            .all(|(address, expected)| value(address) == expected)
    }
}

fn fails(counter: &mut usize, when: Option<(usize, usize)>) -> Result<(), NoAck> {
    *counter += 1;
    match when {
        Some((first, times)) if (first..first + times).contains(counter) => Err(NoAck(*counter)),
        _ => Ok(()),
    }
}

impl TableBus for Fake {
    type Error = NoAck;

    fn read(&mut self, address: u16, count: u16) -> Result<Vec<u16>, NoAck> {
        fails(&mut self.reads, self.fail_reads)?;
        let value = |address: u16| match self.mute {
            Some(value) if address < 0x1000 => value,
            _ => self.registers.get(&address).copied().unwrap_or(0),
        };
        Ok((0..count).map(|index| value(address + index)).collect())
    }

    fn write(&mut self, address: u16, values: &[u16]) -> Result<(), NoAck> {
        for (index, &value) in values.iter().enumerate() {
            fails(&mut self.writes, self.fail_writes)?;
            let address = address + index as u16;
            let stuck = if address < 0x1000 { self.stuck_low } else { 0 };
            self.registers.insert(address, value & !stuck);
            self.written.push((address, value));
            if let Some((_, stray)) = self.stray.filter(|(at, _)| *at == self.writes) {
                self.registers.insert(stray, 1);
            }
        }
        Ok(())
    }

    fn note(&mut self) -> Result<Option<StoredNote>, NoAck> {
        if self.no_notes {
            return Err(NoAck(0));
        }
        let data = self.note.clone();
        let note = StoredNote {
            data,
            who: "agent".into(),
            at_s: 7,
        };
        Ok((!note.data.is_empty()).then_some(note))
    }

    fn put_note(&mut self, data: &[u8]) -> Result<(), NoAck> {
        if self.no_notes {
            return Err(NoAck(0));
        }
        assert!(data.len() <= fic_protocol::limits::MAX_NOTE_LEN);
        self.note = data.to_vec();
        Ok(())
    }
}
