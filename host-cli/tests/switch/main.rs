//! Switching tables: readers, writers, plans, applying, the fleet check, the commands
#![allow(clippy::unwrap_used, reason = "a test may panic")]
#![allow(clippy::panic, reason = "a test may panic")]

#[path = "../operate/agent.rs"]
#[allow(dead_code, reason = "shared with the tests of registers")]
mod agent;
mod apply;
mod bad_input;
mod commands;
mod fake;
mod fleet;
mod forms;
mod modelled;
mod plan;
mod round_trip;
#[path = "../operate/run.rs"]
#[allow(dead_code, reason = "shared with the tests of registers")]
mod run;
mod shown;

use fic_network::Cell;
use fic_network::Document;
use fic_network::Entry;
use fic_network::Port;
use fic_network::Shape;
use fic_network::SwitchTable;
use fic_network::TableError;
use proptest::prelude::*;

fn cell(switch: u8, port: u8, slot: u8) -> Cell {
    Cell::new(switch, port, slot).unwrap()
}

fn from(port: u8) -> Entry {
    Entry::From(Port::new(port).unwrap())
}

fn read(text: &str) -> Result<Document, TableError> {
    Document::read(text.as_bytes())
}

/// A table whose entries are these values, switch by switch, port by port, slot by slot.
fn table(ports: u8, slots: u8, switches: u8, values: &[u16]) -> SwitchTable {
    let shape = Shape::new(ports, slots, switches).unwrap();
    let entry = |&value| Entry::of_value(value, ports).unwrap();
    SwitchTable::of_entries(shape, values.iter().map(entry).collect()).unwrap()
}

fn any_shape() -> impl Strategy<Value = Shape> {
    let small = (1..=6_u8, 1..=12_u8, 1..=4_u8);
    let any = (1..=16_u8, 1..=64_u8, 1..=4_u8);
    prop_oneof![4 => small, 1 => any]
        .prop_map(|(ports, slots, switches)| Shape::new(ports, slots, switches).unwrap())
}

fn any_table() -> impl Strategy<Value = SwitchTable> {
    any_shape().prop_flat_map(|shape| {
        let values = proptest::collection::vec(0..=u16::from(shape.ports()), shape.len());
        values
            .prop_map(move |values| table(shape.ports(), shape.slots(), shape.switches(), &values))
    })
}
