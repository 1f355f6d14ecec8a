//! Our own form: a row of sources for each output port

use super::draft::Draft;
use super::draft::count;
use super::draft::index_in;
use super::draft::number_in;
use super::draft::size;
use super::nested::missing;
use super::node::Node;
use super::node::Value;
use super::node::shortened;
use super::node::under;
use crate::error::Place;
use crate::error::TableError;
use crate::number::MAX_PORTS;
use crate::number::MAX_SLOTS;
use crate::number::MAX_SWITCHES;
use crate::shape::Cell;
use crate::shape::Shape;
use crate::table::Entry;
use crate::table::SwitchTable;

/// What a row may be.
const ROW: &str = "a row: text, a list, or slots with their sources";

/// Whether an object is of this form: `switchN` beside `ports` and `slots`.
pub(super) fn is_rows(node: &Node) -> bool {
    let mut names = node.map().unwrap_or_default().iter();
    names.any(|(key, _)| number_in(key, "switch").is_some())
}

/// Reads an object of this form.
pub(super) fn rows(node: &Node, path: &str) -> Result<SwitchTable, TableError> {
    let shape = shape(node, path)?;
    let mut draft = Draft::new(shape, path, "switch");
    for (key, node) in node.map().unwrap_or_default() {
        if key.starts_with("switch") && key != "switches" {
            let switch = index_in((key, node), "switch", shape.switches(), path)?;
            ports(&mut draft, switch, node, &under(path, key))?;
        }
    }
    draft.finish()
}

/// `switches` may be left out: it is as many as there are.
fn shape(node: &Node, path: &str) -> Result<Shape, TableError> {
    let number = |name: &str, limit| {
        let path = under(path, name);
        node.get(name)
            .map(|node| count(node, &path, limit))
            .transpose()
    };
    let needed = |name: &str, limit| {
        let path = under(path, name);
        number(name, limit)?.ok_or_else(|| missing(node, &path))
    };
    let keys = node.map().unwrap_or_default();
    let present = keys.iter().filter_map(|(key, _)| number_in(key, "switch"));
    let present = u8::try_from(present.count()).unwrap_or(u8::MAX);
    let ports = needed("ports", MAX_PORTS)?;
    let slots = needed("slots", MAX_SLOTS)?;
    let switches = number("switches", MAX_SWITCHES)?;
    Shape::new(ports, slots, switches.unwrap_or(present.min(MAX_SWITCHES)))
}

fn ports(draft: &mut Draft, switch: u8, node: &Node, path: &str) -> Result<(), TableError> {
    let ports = node
        .map()
        .ok_or_else(|| node.wrong(path, "a table of ports"))?;
    for (key, node) in ports {
        let port = index_in((key, node), "port", draft.shape().ports(), path)?;
        let mut row = Row {
            draft,
            switch,
            port,
            next: 0,
            line: node.line,
        };
        row.read(node, &under(path, key))?;
    }
    Ok(())
}

/// The row of one output port while it is filled.
struct Row<'d> {
    draft: &'d mut Draft,
    switch: u8,
    port: u8,
    /// Slot of the next source.
    next: u8,
    line: Option<usize>,
}

impl Row<'_> {
    fn read(&mut self, node: &Node, path: &str) -> Result<(), TableError> {
        match &node.value {
            Value::Text(text) => text
                .split([' ', '\t', '\r', '\n', ','])
                .filter(|word| !word.is_empty())
                .try_for_each(|word| self.word(word)),
            Value::List(nodes) => nodes.iter().try_for_each(|node| self.element(node)),
            Value::Map(ranges) => ranges
                .iter()
                .try_for_each(|(slots, node)| self.range(slots, node, path)),
            _ => Err(node.wrong(path, ROW)),
        }
    }

    /// A source, or `source*count`.
    fn word(&mut self, word: &str) -> Result<(), TableError> {
        let (source, times) = match word.split_once('*') {
            Some((source, times)) => (source, self.times(word, times)?),
            None => (word, 1),
        };
        for _ in 0..times {
            let cell = self.next_cell()?;
            self.put(cell, source)?;
        }
        Ok(())
    }

    fn times(&self, word: &str, times: &str) -> Result<u8, TableError> {
        let times = times
            .parse()
            .ok()
            .filter(|times| (1..=MAX_SLOTS).contains(times));
        times.ok_or_else(|| self.syntax(word, "is no source*count with a count of 1 to 64"))
    }

    fn element(&mut self, node: &Node) -> Result<(), TableError> {
        match &node.value {
            Value::Text(word) => self.word(word),
            _ => {
                let cell = self.next_cell()?;
                self.draft.put_node(cell, node)
            }
        }
    }

    /// `"0-7" = 2` or `"3" = "idle"`.
    fn range(&mut self, slots: &str, node: &Node, path: &str) -> Result<(), TableError> {
        self.line = node.line;
        let (first, last) = slots.split_once('-').unwrap_or((slots, slots));
        let bounds = number_in(first.trim(), "").zip(number_in(last.trim(), ""));
        let Some((first, last)) = bounds.filter(|(first, last)| first <= last) else {
            return Err(self.syntax(slots, "is no slot or range of slots"));
        };
        if last >= u32::from(self.draft.shape().slots()) {
            return Err(TableError::Extra {
                place: node.place(under(path, &format!("slot{last}"))),
                reason: size(self.draft.shape()),
            });
        }
        for slot in first..=last {
            let cell = self.cell(slot as u8)?;
            match &node.value {
                Value::Text(source) => self.put(cell, source)?,
                _ => self.draft.put_node(cell, node)?,
            }
        }
        Ok(())
    }

    fn put(&mut self, cell: Cell, source: &str) -> Result<(), TableError> {
        if matches!(source, "-" | "idle") {
            return self.draft.put_entry(cell, Entry::Idle, self.line);
        }
        match source.parse() {
            Ok(value) => self.draft.put(cell, value, self.line),
            Err(_) => Err(TableError::Type {
                place: Place::new(self.draft.path(cell), self.line),
                expected: "the number of an input port, - or idle",
                found: format!("the text \"{}\"", shortened(source)),
            }),
        }
    }

    fn next_cell(&mut self) -> Result<Cell, TableError> {
        let cell = self.cell(self.next)?;
        self.next += 1;
        Ok(cell)
    }

    fn cell(&self, slot: u8) -> Result<Cell, TableError> {
        let inside = slot < self.draft.shape().slots();
        let cell = Cell::new(self.switch, self.port, slot).filter(|_| inside);
        cell.ok_or_else(|| TableError::Extra {
            place: Place::new(
                format!("switch{}.port{}.slot{slot}", self.switch, self.port),
                self.line,
            ),
            reason: size(self.draft.shape()),
        })
    }

    fn syntax(&self, text: &str, reason: &str) -> TableError {
        TableError::Syntax {
            place: Place::new(
                format!("switch{}.port{}", self.switch, self.port),
                self.line,
            ),
            reason: format!("`{}` {reason}", shortened(text)),
        }
    }
}
