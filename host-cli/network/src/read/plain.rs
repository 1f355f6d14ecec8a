//! The plain text of settbl and FICSES: `ports slots`, then a base address and sources per port

use super::draft::Draft;
use super::node::shortened;
use crate::error::Place;
use crate::error::TableError;
use crate::number::MAX_PORTS;
use crate::number::MAX_SLOTS;
use crate::number::Port;
use crate::number::Slot;
use crate::number::SwitchIndex;
use crate::shape::Cell;
use crate::shape::Shape;
use crate::table::Entry;
use crate::table::SwitchTable;

/// What the C++ ancestor's generator writes for a slot without a source.
const VOID: &str = "void";

/// A word and its line.
type Word<'t> = (usize, &'t str);

/// Whether a text is of this form: its first line is two numbers.
pub(super) fn is_plain(text: &str) -> bool {
    let first = text.lines().map(str::trim).find(|line| !line.is_empty());
    let words: Vec<&str> = first.unwrap_or_default().split_whitespace().collect();
    words.len() == 2 && words.iter().all(|word| word.parse::<i64>().is_ok())
}

/// The output ports that follow the header.
struct Block {
    switch: SwitchIndex,
    port: Port,
    sources: Vec<(usize, Entry)>,
}

/// Reads a text of this form.
pub(super) fn plain(text: &str, notes: &mut Vec<String>) -> Result<SwitchTable, TableError> {
    let mut words = text.lines().enumerate().flat_map(|(index, line)| {
        let words = line.split_whitespace();
        words.map(move |word| (index + 1, word))
    });
    let ports = header(words.next(), "ports", MAX_PORTS)?;
    let slots = header(words.next(), "slots", MAX_SLOTS)?;
    let mut blocks = Vec::new();
    while let Some(base) = words.next() {
        let (switch, port) = base_address(base, ports)?;
        let sources = Slot::first(slots).zip(words.by_ref());
        let sources = sources.map(|(slot, word)| source(word, Cell { switch, port, slot }, ports));
        blocks.push(Block {
            switch,
            port,
            sources: sources.collect::<Result<_, _>>()?,
        });
    }
    let last = blocks.iter().map(|block| block.switch.number()).max();
    let shape = Shape::new(ports, slots, last.unwrap_or(0) + 1)?;
    if text.split_whitespace().any(|word| word == VOID) {
        notes.push(format!("`{VOID}` was read as idle, {ports}"));
    }
    fill(shape, &blocks)
}

fn fill(shape: Shape, blocks: &[Block]) -> Result<SwitchTable, TableError> {
    let mut draft = Draft::new(shape, "", "switch");
    for &Block {
        switch,
        port,
        ref sources,
    } in blocks
    {
        for (slot, &(line, entry)) in Slot::first(shape.slots()).zip(sources) {
            draft.put_entry(Cell { switch, port, slot }, entry, Some(line))?;
        }
    }
    draft.finish()
}

fn source((line, word): Word<'_>, cell: Cell, ports: u8) -> Result<(usize, Entry), TableError> {
    if word == VOID {
        return Ok((line, Entry::Idle));
    }
    let place = Place::new(cell.to_string(), Some(line));
    let Ok(value) = word.parse::<i64>() else {
        return Err(TableError::Type {
            place,
            expected: "the decimal number of an input port",
            found: format!("`{}`", shortened(word)),
        });
    };
    let entry = u16::try_from(value)
        .ok()
        .and_then(|value| Entry::of_value(value, ports));
    let entry = entry.ok_or_else(|| TableError::NoSuchPort {
        place,
        value: value.to_string(),
        ports,
    });
    Ok((line, entry?))
}

fn header(word: Option<Word<'_>>, what: &str, limit: u8) -> Result<u8, TableError> {
    let Some((line, word)) = word else {
        return Err(TableError::Hole {
            place: Place::new(what, Some(1)),
            more: 0,
        });
    };
    let value = word
        .parse()
        .ok()
        .filter(|value| (1..=limit).contains(value));
    value.ok_or_else(|| TableError::OutOfRange {
        place: Place::new(what, Some(line)),
        value: shortened(word),
        min: 1,
        max: limit,
    })
}

/// Switch and port of a base address; its slot must be 0.
fn base_address((line, word): Word<'_>, ports: u8) -> Result<(SwitchIndex, Port), TableError> {
    let refuse = |reason: String| TableError::Syntax {
        place: Place::new(format!("base address {}", shortened(word)), Some(line)),
        reason,
    };
    let digits = word.strip_prefix("0x").unwrap_or(word);
    let Ok(address) = u16::from_str_radix(digits, 16) else {
        return Err(refuse(
            "no hexadecimal address; has the row before one source too many?".into(),
        ));
    };
    match Cell::at(address) {
        None => Err(refuse(
            "past the switching tables, which end at 0FFF".into(),
        )),
        Some(cell) if cell.slot.number() != 0 => Err(refuse(format!(
            "it begins at {}, not at slot0; has the row before one source too many?",
            cell.slot
        ))),
        Some(cell) if cell.port.number() >= ports => Err(refuse(format!(
            "{} is too much: the table has {ports} ports",
            cell.port
        ))),
        Some(cell) => Ok((cell.switch, cell.port)),
    }
}
