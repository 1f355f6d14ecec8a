//! `index.json`: read whole, changed whole, kept as other tools wrote it where it is not ours.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use serde_json::{Map, Value, json};

use super::lock::Guard;
use super::manifest::{Descriptor, INDEX_TYPE};
use super::{Catalog, CatalogError, Result};

/// The largest index that is read, in bytes: well over a hundred thousand entries.
const MAX_INDEX_BYTES: u64 = 64 << 20;

/// The index as JSON, so that fields and entries of other tools survive a change.
#[derive(Debug)]
pub(super) struct Index {
    top: Map<String, Value>,
    /// The descriptors, oldest first.
    pub(super) manifests: Vec<Value>,
}

impl Index {
    pub(super) fn empty() -> Self {
        let mut top = Map::new();
        top.insert("schemaVersion".to_owned(), json!(2));
        top.insert("mediaType".to_owned(), json!(INDEX_TYPE));
        Self {
            top,
            manifests: Vec::new(),
        }
    }

    fn parse(bytes: &[u8]) -> Result<Self, String> {
        let mut top: Map<String, Value> =
            serde_json::from_slice(bytes).map_err(|e| e.to_string())?;
        if top.get("schemaVersion") != Some(&json!(2)) {
            return Err("its schemaVersion is not 2".to_owned());
        }
        match top.remove("manifests") {
            Some(Value::Array(manifests)) => Ok(Self { top, manifests }),
            _ => Err("its manifests are no list".to_owned()),
        }
    }

    fn to_bytes(&self) -> Result<Vec<u8>, serde_json::Error> {
        let mut top = self.top.clone();
        top.insert("manifests".to_owned(), Value::Array(self.manifests.clone()));
        serde_json::to_vec_pretty(&top)
    }

    /// The whole index as one value.
    pub(super) fn value(&self) -> Value {
        Value::Array(self.manifests.clone())
    }

    /// Takes the descriptors at these positions out.
    pub(super) fn drop_at(&mut self, positions: &[usize]) {
        let mut at = 0;
        self.manifests.retain(|_| {
            at += 1;
            !positions.contains(&(at - 1))
        });
    }

    /// Adds a descriptor as the newest.
    pub(super) fn push(&mut self, descriptor: &Descriptor) -> Result<(), serde_json::Error> {
        self.manifests.push(serde_json::to_value(descriptor)?);
        Ok(())
    }
}

impl Catalog {
    pub(super) fn read_index(&self) -> Result<Index> {
        let path = self.index_path();
        let bytes = read_bounded(&path, MAX_INDEX_BYTES).map_err(|error| match error {
            CatalogError::Io { source, .. } if source.kind() == std::io::ErrorKind::NotFound => {
                CatalogError::corrupt(&path, "it is missing")
            }
            other => other,
        })?;
        Index::parse(&bytes).map_err(|reason| CatalogError::corrupt(&path, reason))
    }

    /// Replaces the index in one step and makes that lasting.
    pub(super) fn write_index(&self, guard: &Guard, index: &Index) -> Result<()> {
        let path = self.index_path();
        let bytes = index
            .to_bytes()
            .map_err(|e| CatalogError::corrupt(&path, e))?;
        // What could not be read back must not be written.
        if bytes.len() as u64 > MAX_INDEX_BYTES {
            return Err(CatalogError::corrupt(
                &path,
                "it would be longer than 64 MiB",
            ));
        }
        self.replace(guard, &path, &bytes)?;
        self.sync_dir(&self.root)
    }
}

/// The file's bytes; an error if there are more than the limit.
pub(super) fn read_bounded(path: &Path, limit: u64) -> Result<Vec<u8>> {
    let read = |e| CatalogError::io("read", path, e);
    let file = File::open(path).map_err(read)?;
    let mut bytes = Vec::new();
    file.take(limit + 1).read_to_end(&mut bytes).map_err(read)?;
    if bytes.len() as u64 > limit {
        return Err(CatalogError::corrupt(
            path,
            format!("it is longer than {limit} bytes"),
        ));
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_indexes_are_refused() {
        let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
        let bad = [
            "",
            "{",
            "[]",
            "null",
            "{}",
            "{\"schemaVersion\":2}",
            "{\"schemaVersion\":1,\"manifests\":[]}",
            "{\"schemaVersion\":2,\"manifests\":{}}",
            "\u{feff}{}",
            &deep,
        ];
        for text in bad {
            assert!(Index::parse(text.as_bytes()).is_err(), "{text:.60}");
        }
        assert!(Index::parse(b"{\"schemaVersion\":2,\"manifests\":[\xff]}").is_err());
    }

    #[test]
    fn foreign_fields_survive() {
        let text = r#"{"schemaVersion":2,"manifests":[{"x":[1,{"y":null}]},7],"annotations":{"a":"b"},"z":1.5}"#;
        let mut index = Index::parse(text.as_bytes()).unwrap();
        index.drop_at(&[1]);
        let back: Value = serde_json::from_slice(&index.to_bytes().unwrap()).unwrap();
        let mut expected: Value = serde_json::from_str(text).unwrap();
        expected["manifests"].as_array_mut().unwrap().pop();
        assert_eq!(back, expected);
    }
}
