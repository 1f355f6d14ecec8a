//! One entry, as the commands show it

use std::fmt;

use fic_bitstream::catalog::Entry;
use serde::Serialize;

use crate::view::pieces::short;
use fic_client::text;

/// One entry for people; for programs it is the catalog's own.
#[derive(Serialize)]
#[serde(transparent)]
pub(crate) struct CatalogEntryView(pub(crate) Entry);

impl CatalogEntryView {
    /// Columns of a list.
    pub(crate) fn columns(&self) -> [String; 4] {
        let entry = &self.0;
        [
            entry.reference(),
            entry.part.clone().unwrap_or_default(),
            text::bytes(entry.len_bytes),
            short(&entry.identity.to_string()).to_owned(),
        ]
    }
}

impl fmt::Display for CatalogEntryView {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let entry = &self.0;
        let mut row = |name: &str, value: &str| writeln!(f, "{name:<12}{value}");
        row("entry", &entry.reference())?;
        row("identity", &entry.identity.to_string())?;
        let length = text::grouped(entry.len_bytes);
        let stored = text::grouped(entry.stored_bytes);
        row("length", &format!("{length} bytes, {stored} stored"))?;
        let optional = [
            ("part", &entry.part),
            ("design", &entry.design),
            ("tool", &entry.tool),
            ("date", &entry.date),
            ("added", &entry.added),
        ];
        for (name, value) in optional {
            if let Some(value) = value {
                row(name, value)?;
            }
        }
        for (key, value) in &entry.labels {
            row("label", &format!("{key}={value}"))?;
        }
        row("manifest", &entry.manifest.to_string())
    }
}
