//! What is known about an entry, and its place in the annotations.

use std::collections::BTreeMap;

use serde::Serialize;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::reference::{check_name, check_version, is_component};
use super::{CatalogError, Digest, Result};

/// The longest metadata field or label value, in bytes.
const MAX_VALUE: usize = 4096;
/// The longest label key, in bytes.
const MAX_KEY: usize = 128;
/// The most labels of one entry.
const MAX_LABELS: usize = 64;

const TITLE: &str = "org.opencontainers.image.title";
const VERSION: &str = "org.opencontainers.image.version";
const CREATED: &str = "org.opencontainers.image.created";
const PART: &str = "io.fic.part";
const DESIGN: &str = "io.fic.design";
const TOOL: &str = "io.fic.tool";
const DATE: &str = "io.fic.date";
const LABEL: &str = "io.fic.label.";
pub(super) const IDENTITY: &str = "io.fic.native.digest";
pub(super) const LENGTH: &str = "io.fic.native.length";

/// What the caller says about a design that it adds.
///
/// Strings of up to 4096 bytes without control characters; at most 64 labels, their keys of up to
/// 128 bytes in the grammar of names.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct EntryMeta {
    /// The name; see [`Reference`](super::Reference) for its grammar.
    pub name: String,
    /// The version; without one, the next whole number after the greatest of this name, from 1.
    pub version: Option<String>,
    /// The part that the data is for, as its file says.
    pub part: Option<String>,
    /// The design's own name, as its file says.
    pub design: Option<String>,
    /// The tool that made it, with version.
    pub tool: Option<String>,
    /// When the tool made it. In RFC 3339 it also becomes `org.opencontainers.image.created`.
    pub date: Option<String>,
    /// Free labels.
    pub labels: BTreeMap<String, String>,
}

impl EntryMeta {
    /// Metadata with a name and nothing else.
    #[must_use]
    pub fn named(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            ..Self::default()
        }
    }

    /// Refuses what cannot be stored or found again.
    pub(super) fn check(&self) -> Result<()> {
        check_name(&self.name)?;
        self.version.as_deref().map_or(Ok(()), check_version)?;
        for (field, value) in self.fields() {
            check_value(field, value.as_deref().unwrap_or_default())?;
        }
        if self.labels.len() > MAX_LABELS {
            return Err(refused("the set of labels", "there are more than 64"));
        }
        self.labels
            .iter()
            .try_for_each(|(key, value)| check_label(key, value))
    }

    fn fields(&self) -> [(&'static str, &Option<String>); 4] {
        [
            (PART, &self.part),
            (DESIGN, &self.design),
            (TOOL, &self.tool),
            (DATE, &self.date),
        ]
    }

    /// The manifest's annotations, but for identity and length.
    pub(super) fn annotations(&self, version: &str) -> BTreeMap<String, String> {
        let mut all = BTreeMap::from([
            (TITLE.into(), self.name.clone()),
            (VERSION.into(), version.into()),
        ]);
        for (key, value) in self.fields() {
            if let Some(value) = value {
                all.insert(key.into(), value.clone());
            }
        }
        if let Some(date) = self.date.as_ref().filter(|date| is_rfc3339(date)) {
            all.insert(CREATED.into(), date.clone());
        }
        all.extend(
            self.labels
                .iter()
                .map(|(key, value)| (format!("{LABEL}{key}"), value.clone())),
        );
        all
    }

    /// The reverse of [`annotations`](Self::annotations); what is missing stays empty.
    pub(super) fn from_annotations(all: &BTreeMap<String, String>) -> Self {
        let get = |key: &str| all.get(key).cloned();
        let label = |(key, value): (&String, &String)| {
            Some((key.strip_prefix(LABEL)?.to_owned(), value.clone()))
        };
        Self {
            name: get(TITLE).unwrap_or_default(),
            version: get(VERSION),
            part: get(PART),
            design: get(DESIGN),
            tool: get(TOOL),
            date: get(DATE),
            labels: all.iter().filter_map(label).collect(),
        }
    }
}

fn is_rfc3339(text: &str) -> bool {
    OffsetDateTime::parse(text, &Rfc3339).is_ok()
}

fn check_label(key: &str, value: &str) -> Result<()> {
    if key.len() > MAX_KEY || !key.split('/').all(is_component) {
        let shown: String = key
            .chars()
            .take(MAX_KEY)
            .flat_map(char::escape_debug)
            .collect();
        return Err(refused(
            &format!("the label '{shown}'"),
            "its key follows the grammar of names",
        ));
    }
    check_value(&format!("the label {key}"), value)
}

fn check_value(field: &str, value: &str) -> Result<()> {
    if value.len() > MAX_VALUE {
        return Err(refused(field, "it has more than 4096 bytes"));
    }
    if value.contains(char::is_control) {
        return Err(refused(field, "it has control characters"));
    }
    Ok(())
}

fn refused(field: &str, reason: &'static str) -> CatalogError {
    CatalogError::BadMetadata {
        field: field.to_owned(),
        reason,
    }
}

/// One version of a design in the catalog.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Entry {
    /// The name.
    pub name: String,
    /// The version.
    pub version: String,
    /// SHA-256 of the native-order data.
    pub identity: Digest,
    /// Length of the native-order data in bytes.
    pub len_bytes: u64,
    /// Length of the stored, compressed blob in bytes.
    pub stored_bytes: u64,
    /// The part that the data is for.
    pub part: Option<String>,
    /// The design's own name.
    pub design: Option<String>,
    /// The tool that made it.
    pub tool: Option<String>,
    /// When the tool made it.
    pub date: Option<String>,
    /// Free labels.
    pub labels: BTreeMap<String, String>,
    /// When it was added here, RFC 3339 in UTC; unknown if another tool brought it.
    pub added: Option<String>,
    /// The manifest's digest: what OCI tools show.
    pub manifest: Digest,
    /// The layer's digest.
    pub layer: Digest,
}

impl Entry {
    /// `NAME:VERSION`.
    #[must_use]
    pub fn reference(&self) -> String {
        format!("{}:{}", self.name, self.version)
    }

    /// Whether the entry says the same about the design as this; a version left open fits any.
    pub(super) fn says(&self, meta: &EntryMeta) -> bool {
        self.part == meta.part
            && self.design == meta.design
            && self.tool == meta.tool
            && self.date == meta.date
            && self.labels == meta.labels
    }
}
