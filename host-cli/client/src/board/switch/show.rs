//! What a board's switches do now, as far as it can be known

use crate::board::switch::applied_note::AppliedNote;
use crate::board::switch::bus::TableBus;
use crate::board::switch::note::Note;
use crate::board::switch::readback::Readback;
use crate::board::switch::registers::read_registers;
use fic_network::Cell;
use fic_network::HardwareTable;
use fic_network::MAX_PORTS;
use fic_network::MAX_SWITCHES;
use fic_network::SLOT_COUNT;
use fic_network::Shape;
use fic_network::SwitchTable;

/// Ports that are assumed where nothing else tells: hardware.md 9.6 has tables from 0000 to
/// 03FF, which is four ports (ficmgr's sample files have four, too).
const ASSUMED_PORTS: u8 = 4;
/// Switches that are assumed: all that these addresses have.
const ASSUMED_SWITCHES: u8 = 4;

/// What a caller knows of a design that no register tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Hint {
    /// Ports of each switch, the user logic included: 1 to 16.
    pub ports: Option<u8>,
    /// Switches: 1 to 4.
    pub switches: Option<u8>,
    /// The design is known not to give its table back.
    pub write_only: bool,
    /// When the running design was loaded, seconds since 1970: older notes do not hold.
    pub loaded_at_s: Option<u64>,
}

/// How the number of ports and switches is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ShapeFrom {
    /// The caller said so.
    Given,
    /// The table that was applied last has them.
    Applied,
    /// Nobody said so: all that hardware.md 9.6 lists.
    Assumed,
}

/// Where the shown table comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Source {
    /// The registers were read.
    Hardware,
    /// The design does not give its table back: what was applied last.
    LastApplied,
    /// There is none: the slot count is 0, or the design does not give it back and nothing
    /// was applied.
    Nothing,
}

/// What a board's switches do now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// Where the table comes from.
    pub source: Source,
    /// The table, if every entry makes sense.
    pub table: Option<SwitchTable>,
    /// Cells whose register holds no entry, with its value.
    pub odd: Vec<(Cell, Option<u16>)>,
    /// The slot count register, as it is.
    pub slot_count: Option<u16>,
    /// How the shape is known.
    pub shape_from: ShapeFrom,
    /// What was applied last, if the board knows.
    pub applied: Option<Note>,
    /// A design was loaded after that.
    pub outdated: bool,
    /// Whether the design gives its table back.
    pub gives_back: Readback,
    /// What a person should know.
    pub notes: Vec<String>,
}

/// Reads a board's tables, or what was applied last where they cannot be read.
///
/// # Errors
/// Those of the bus.
pub fn show<B: TableBus>(bus: &mut B, hint: Hint) -> Result<Shown, B::Error> {
    let mut notes = Vec::new();
    let memory = AppliedNote::read(bus, hint.loaded_at_s, &mut notes);
    let slot_count = bus.read(SLOT_COUNT, 1)?.first().copied();
    let (ports, switches, shape_from) = extent(hint, memory.note.as_ref());
    let gives_back = match hint.write_only {
        true => Readback::No,
        false => memory.gives_back(),
    };
    let mut shown = Shown {
        source: Source::Nothing,
        table: None,
        odd: Vec::new(),
        slot_count,
        shape_from,
        applied: memory.note,
        outdated: !memory.fresh,
        gives_back,
        notes,
    };
    match gives_back {
        Readback::No => shown.remembered(),
        _ => shown.read(bus, ports, switches)?,
    }
    shown.tell_age();
    Ok(shown)
}

impl Shown {
    fn remembered(&mut self) {
        self.notes
            .push("this design does not give its table back".into());
        let Some(note) = &self.applied else {
            self.notes
                .push("the board does not know of a table that was applied".into());
            return;
        };
        self.source = Source::LastApplied;
        self.table = Some(note.table.clone());
        if self.slot_count != Some(note.table.slot_count()) {
            self.notes.push("the slot count has another value since: the table was changed, or the design loaded again".into());
        }
    }

    fn read<B: TableBus>(&mut self, bus: &mut B, ports: u8, switches: u8) -> Result<(), B::Error> {
        let known = HardwareTable {
            slot_count: self.slot_count,
            ..HardwareTable::default()
        };
        let Some(Ok(shape)) = known
            .live_slots()
            .map(|slots| Shape::new(ports, slots, switches))
        else {
            self.notes.push(no_schedule(self.slot_count));
            return Ok(());
        };
        self.source = Source::Hardware;
        let found = read_registers(bus, shape)?;
        let alike = found.constant(found.registers.keys().copied());
        if let Some(value) = alike.filter(|_| self.gives_back != Readback::Yes) {
            self.notes.push(format!(
                "all entries read as {value}: the design may not give its table back"
            ));
        }
        match found.to_table(shape) {
            Ok(table) => self.table = Some(table),
            Err(odd) => self.odd = odd,
        }
        self.compare();
        Ok(())
    }

    /// Says when the registers are not what was applied last.
    fn compare(&mut self) {
        let Some(note) = &self.applied else { return };
        if self.table.as_ref() != Some(&note.table) {
            let text = "the registers differ from the table that was applied last";
            self.notes.push(text.into());
        }
    }

    fn tell_age(&mut self) {
        let Some(note) = &self.applied else { return };
        if self.outdated {
            self.notes
                .push("a design was loaded after that table was applied".into());
        }
        if note.unfinished {
            self.notes
                .push("the last apply was not finished: the registers may hold a mixture".into());
        }
    }
}

fn no_schedule(slot_count: Option<u16>) -> String {
    match slot_count {
        Some(0 | 1) => "the slot count is 0: no table is in force".into(),
        Some(odd) => format!("the slot count register holds {odd:#06x}, which is no slot count"),
        None => "the slot count could not be read".into(),
    }
}

/// Ports and switches, and how they are known.
fn extent(hint: Hint, applied: Option<&Note>) -> (u8, u8, ShapeFrom) {
    let shape = applied.map(|note| note.table.shape());
    let ports = shape.map_or(ASSUMED_PORTS, Shape::ports);
    let switches = shape.map_or(ASSUMED_SWITCHES, Shape::switches);
    let from = match (hint.ports.zip(hint.switches), shape) {
        (Some(_), _) => ShapeFrom::Given,
        (None, Some(_)) => ShapeFrom::Applied,
        (None, None) => ShapeFrom::Assumed,
    };
    let ports = hint.ports.unwrap_or(ports).clamp(1, MAX_PORTS);
    let switches = hint.switches.unwrap_or(switches).clamp(1, MAX_SWITCHES);
    (ports, switches, from)
}
