//! What each descriptor of the index is: a design, a damaged one, or another tool's.

use std::io::ErrorKind;

use serde_json::Value;

use super::index::{Index, read_bounded};
use super::manifest::{
    ARTIFACT_TYPE, Descriptor, Design, MANIFEST_TYPE, MAX_MANIFEST_BYTES, Manifest, REF_NAME,
};
use super::{Catalog, CatalogError, Digest, Entry, Reference, Result};

/// An entry of the index whose manifest cannot be used.
#[derive(Debug)]
pub struct Broken {
    /// `NAME:VERSION`, if the index says it.
    pub reference: Option<String>,
    /// The manifest's digest.
    pub manifest: Digest,
    /// What is wrong.
    pub problem: CatalogError,
}

/// One position of the index.
pub(super) enum Slot {
    Design(Box<Entry>),
    Broken(Broken),
    /// Something of another tool; its `ref.name` still takes the place of a name.
    Foreign(Option<String>),
}

impl Slot {
    /// `NAME:VERSION`, or what stands in its place.
    pub(super) fn reference(&self) -> Option<String> {
        match self {
            Self::Design(entry) => Some(entry.reference()),
            Self::Broken(broken) => broken.reference.clone(),
            Self::Foreign(name) => name.clone(),
        }
    }

    pub(super) fn entry(&self) -> Option<&Entry> {
        match self {
            Self::Design(entry) => Some(entry),
            _ => None,
        }
    }
}

impl Catalog {
    /// One slot for each descriptor, in the index's order.
    pub(super) fn survey(&self, index: &Index) -> Vec<Slot> {
        index
            .manifests
            .iter()
            .map(|value| self.slot(value))
            .collect()
    }

    fn slot(&self, value: &Value) -> Slot {
        let Ok(descriptor) = serde_json::from_value::<Descriptor>(value.clone()) else {
            return Slot::Foreign(ref_name(value));
        };
        let other = descriptor
            .artifact_type
            .as_deref()
            .is_some_and(|kind| kind != ARTIFACT_TYPE);
        if descriptor.media_type != MANIFEST_TYPE || other {
            return Slot::Foreign(ref_name(value));
        }
        match self.read_entry(&descriptor) {
            Ok(Some(entry)) => Slot::Design(Box::new(entry)),
            Ok(None) => Slot::Foreign(ref_name(value)),
            Err(problem) => Slot::Broken(Broken {
                reference: ref_name(value),
                manifest: descriptor.digest,
                problem,
            }),
        }
    }

    fn read_entry(&self, descriptor: &Descriptor) -> Result<Option<Entry>> {
        let bytes = self.read_small_blob(&descriptor.digest)?;
        let path = self.blob_path(&descriptor.digest);
        let manifest: Manifest =
            serde_json::from_slice(&bytes).map_err(|e| CatalogError::corrupt(&path, e))?;
        let Some(mut design) = manifest
            .design()
            .map_err(|e| CatalogError::corrupt(&path, e))?
        else {
            return Ok(None);
        };
        let (name, version) = named(descriptor, &design);
        design.meta.name.clone_from(&name);
        design.meta.version = Some(version.clone());
        design
            .meta
            .check()
            .map_err(|e| CatalogError::corrupt(&path, e))?;
        Ok(Some(design.entry(name, version, descriptor)))
    }

    /// A manifest or another small blob, its digest checked.
    pub(super) fn read_small_blob(&self, digest: &Digest) -> Result<Vec<u8>> {
        let path = self.blob_path(digest);
        let bytes =
            read_bounded(&path, MAX_MANIFEST_BYTES).map_err(|error| missing(error, digest))?;
        match Digest::of(&bytes) {
            actual if actual == *digest => Ok(bytes),
            actual => Err(CatalogError::DigestMismatch {
                what: format!("blob {digest}"),
                expected: *digest,
                actual,
            }),
        }
    }
}

/// Turns "no such file" into the blob that is missing.
pub(super) fn missing(error: CatalogError, digest: &Digest) -> CatalogError {
    match error {
        CatalogError::Io { source, .. } if source.kind() == ErrorKind::NotFound => {
            CatalogError::BlobMissing { digest: *digest }
        }
        other => other,
    }
}

fn ref_name(value: &Value) -> Option<String> {
    Some(
        value
            .get("annotations")?
            .get(REF_NAME)?
            .as_str()?
            .to_owned(),
    )
}

/// The index has the last word on the name, as a tag has: copies are often renamed there.
fn named(descriptor: &Descriptor, design: &Design) -> (String, String) {
    let own_version = || design.meta.version.clone().unwrap_or_default();
    match descriptor
        .annotations
        .get(REF_NAME)
        .map(|name| name.parse())
    {
        Some(Ok(Reference::Exact { name, version })) => (name, version),
        Some(Ok(Reference::Newest(name))) => (name, own_version()),
        _ => (design.meta.name.clone(), own_version()),
    }
}
