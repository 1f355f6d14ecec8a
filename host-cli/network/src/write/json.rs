//! JSON as ficmgr and ficwww take it

use serde::Serialize;
use serde::Serializer;
use serde::ser::SerializeMap;

use crate::number::Port;
use crate::number::SwitchIndex;
use crate::table::Entry;
use crate::table::SwitchTable;

impl SwitchTable {
    /// The table as ficmgr and ficwww take it, with indents and a line feed at the end.
    pub fn to_json(&self) -> String {
        // Names are text and values numbers: nothing can fail.
        let text = serde_json::to_string_pretty(self).unwrap_or_default();
        text + "\n"
    }
}

/// `{"ports", "slots", "switches", "table": {"switchN": {"portN": {"slotN": …}}}}`
impl Serialize for SwitchTable {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let shape = self.shape();
        let mut map = to.serialize_map(Some(4))?;
        map.serialize_entry("ports", &shape.ports())?;
        map.serialize_entry("slots", &shape.slots())?;
        map.serialize_entry("switches", &shape.switches())?;
        map.serialize_entry("table", &Switches(self))?;
        map.end()
    }
}

struct Switches<'t>(&'t SwitchTable);

impl Serialize for Switches<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let switches = SwitchIndex::first(self.0.shape().switches());
        to.collect_map(switches.map(|switch| (switch.to_string(), Ports(self.0, switch))))
    }
}

struct Ports<'t>(&'t SwitchTable, SwitchIndex);

impl Serialize for Ports<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let &Self(table, switch) = self;
        let ports = table.shape().ports();
        let row = |port| Slots(table.row(switch, port), ports);
        to.collect_map(Port::first(ports).map(|port| (port.to_string(), row(port))))
    }
}

struct Slots<'t>(&'t [Entry], u8);

impl Serialize for Slots<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let &Self(row, ports) = self;
        let slots = row.iter().enumerate();
        to.collect_map(slots.map(|(slot, entry)| (format!("slot{slot}"), entry.value(ports))))
    }
}
