//! ficmgr's and ficwww's JSON, the older one with `outputs`, and lists of addresses

use super::draft::Draft;
use super::draft::count;
use super::draft::index_in;
use super::draft::number_in;
use super::form::Form;
use super::node::Node;
use super::node::Value;
use super::node::under;
use crate::error::Place;
use crate::error::TableError;
use crate::number::MAX_PORTS;
use crate::number::MAX_SLOTS;
use crate::number::MAX_SWITCHES;
use crate::shape::Cell;
use crate::shape::SLOT_COUNT;
use crate::shape::Shape;
use crate::table::SwitchTable;

/// Reads an object with `table`.
pub(super) fn nested(node: &Node, path: &str) -> Result<(SwitchTable, Form), TableError> {
    let form = form(node, path)?;
    let shape = shape(node, path, form)?;
    let inner = under(path, "table");
    let table = node.get("table").ok_or_else(|| missing(node, &inner))?;
    match &table.value {
        Value::List(pairs) => {
            let mut draft = Draft::new(shape, path, "switch");
            for (index, pair) in pairs.iter().enumerate() {
                address(&mut draft, pair, &format!("{inner}[{index}]"))?;
            }
            Ok((draft.finish()?, Form::Addresses))
        }
        Value::Map(_) => {
            let mut draft = Draft::new(shape, path, form.switch_word());
            switches(&mut draft, table, path, form)?;
            Ok((draft.finish()?, form))
        }
        _ => Err(table.wrong(&inner, "a table of names")),
    }
}

pub(super) fn missing(node: &Node, path: &str) -> TableError {
    TableError::Hole {
        place: node.place(path),
        more: 0,
    }
}

/// Which word the file has for a switch; both is an error.
fn form(node: &Node, path: &str) -> Result<Form, TableError> {
    let mixed = |reason: &str| TableError::Mixed {
        place: node.place(path),
        reason: reason.to_owned(),
    };
    let older = node.has("outputs");
    let form = if older { Form::Outputs } else { Form::Ficwww };
    if older && node.has("switches") {
        return Err(mixed("`switches` and `outputs`"));
    }
    let keys = node.get("table").and_then(Node::map).unwrap_or_default();
    let named = |word| keys.iter().any(|(key, _)| number_in(key, word).is_some());
    match (older, named("switch"), named("output")) {
        (_, true, true) => Err(mixed("`switchN` and `outputN`")),
        (true, true, _) => Err(mixed("`outputs` with `switchN`")),
        (false, _, true) if node.has("switches") => Err(mixed("`switches` with `outputN`")),
        _ => Ok(form),
    }
}

fn shape(node: &Node, path: &str, form: Form) -> Result<Shape, TableError> {
    let number = |name: &str, limit| {
        let path = under(path, name);
        let node = node.get(name).ok_or_else(|| missing(node, &path))?;
        count(node, &path, limit)
    };
    let ports = number("ports", MAX_PORTS)?;
    let slots = number("slots", MAX_SLOTS)?;
    let switches = number(form.count_name(), MAX_SWITCHES)?;
    Shape::new(ports, slots, switches)
}

fn switches(draft: &mut Draft, table: &Node, path: &str, form: Form) -> Result<(), TableError> {
    let shape = draft.shape();
    for (key, node) in table.map().unwrap_or_default() {
        let switch = index_in((key, node), form.switch_word(), shape.switches(), path)?;
        let path = under(path, key);
        let ports = node
            .map()
            .ok_or_else(|| node.wrong(&path, "a table of ports"))?;
        for (key, node) in ports {
            let port = index_in((key, node), "port", shape.ports(), &path)?;
            slots(draft, (switch, port), node, &under(&path, key))?;
        }
    }
    Ok(())
}

fn slots(
    draft: &mut Draft,
    (switch, port): (u8, u8),
    node: &Node,
    path: &str,
) -> Result<(), TableError> {
    let slots = node
        .map()
        .ok_or_else(|| node.wrong(path, "a table of slots"))?;
    for (key, node) in slots {
        let slot = index_in((key, node), "slot", draft.shape().slots(), path)?;
        if let Some(cell) = Cell::new(switch, port, slot) {
            draft.put_node(cell, node)?;
        }
    }
    Ok(())
}

/// One `[address, value]` of what ficwww answers after a table was posted.
fn address(draft: &mut Draft, pair: &Node, path: &str) -> Result<(), TableError> {
    let Value::List(both) = &pair.value else {
        return Err(pair.wrong(path, "an address and a value"));
    };
    let [address, value] = both.as_slice() else {
        return Err(pair.wrong(path, "an address and a value"));
    };
    let Value::Integer(register) = address.value else {
        return Err(address.wrong(path, "the number of a register"));
    };
    let register = u16::try_from(register).unwrap_or(u16::MAX);
    match Cell::at(register) {
        Some(cell) => draft.put_node(cell, value),
        None if register == SLOT_COUNT => slot_count(draft.shape(), value, path),
        None => Err(TableError::Extra {
            place: Place::new(path, pair.line),
            reason: "the address is no entry's".into(),
        }),
    }
}

fn slot_count(shape: Shape, value: &Node, path: &str) -> Result<(), TableError> {
    match value.value {
        Value::Integer(value) if value == i64::from(shape.slots()) << 1 => Ok(()),
        _ => Err(TableError::Mixed {
            place: value.place(path),
            reason: format!(
                "the slot count register holds {}, `slots` is {}",
                value.kind(),
                shape.slots()
            ),
        }),
    }
}
