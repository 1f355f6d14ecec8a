//! Descriptors and artifact manifests of the image-spec.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::meta::{IDENTITY, LENGTH};
use super::{Digest, Entry, EntryMeta};

/// The `artifactType` of a design's manifest.
pub const ARTIFACT_TYPE: &str = "application/vnd.fic.design.v1";
/// The media type of the layer: native-order data in zstd frames.
pub const LAYER_TYPE: &str = "application/vnd.fic.bitstream.v1.native+zstd";

pub(super) const MANIFEST_TYPE: &str = "application/vnd.oci.image.manifest.v1+json";
pub(super) const INDEX_TYPE: &str = "application/vnd.oci.image.index.v1+json";
pub(super) const EMPTY_TYPE: &str = "application/vnd.oci.empty.v1+json";
/// The empty configuration that the image-spec gives for artifacts.
pub(super) const EMPTY_CONFIG: &[u8] = b"{}";
pub(super) const REF_NAME: &str = "org.opencontainers.image.ref.name";
pub(super) const ADDED: &str = "io.fic.added";
const TITLE: &str = "org.opencontainers.image.title";

/// The largest manifest that is read, in bytes: what registries take at most.
pub(super) const MAX_MANIFEST_BYTES: u64 = 4 << 20;

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Descriptor {
    pub(super) media_type: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) artifact_type: Option<String>,
    pub(super) digest: Digest,
    pub(super) size: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) data: Option<String>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) annotations: BTreeMap<String, String>,
}

impl Descriptor {
    pub(super) fn new(media_type: &str, digest: Digest, size: u64) -> Self {
        Self {
            media_type: media_type.to_owned(),
            artifact_type: None,
            digest,
            size,
            data: None,
            annotations: BTreeMap::new(),
        }
    }
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Manifest {
    schema_version: u32,
    media_type: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    artifact_type: Option<String>,
    config: Descriptor,
    layers: Vec<Descriptor>,
    #[serde(default)]
    annotations: BTreeMap<String, String>,
}

/// A design as its manifest describes it, before the index has its say about the name.
pub(super) struct Design {
    pub(super) meta: EntryMeta,
    pub(super) identity: Digest,
    pub(super) len_bytes: u64,
    pub(super) layer: Descriptor,
}

impl Manifest {
    /// The manifest of a new entry. The same arguments give the same bytes.
    pub(super) fn of(design: &Design, version: &str) -> Self {
        let mut config = Descriptor::new(
            EMPTY_TYPE,
            Digest::of(EMPTY_CONFIG),
            EMPTY_CONFIG.len() as u64,
        );
        config.data = Some("e30=".to_owned());
        let mut layer = Descriptor::new(LAYER_TYPE, design.layer.digest, design.layer.size);
        // The name that `oras pull` gives the file.
        let file = format!("{}-{version}.bin.zst", design.meta.name.replace('/', "-"));
        layer.annotations.insert(TITLE.to_owned(), file);
        let mut annotations = design.meta.annotations(version);
        annotations.insert(IDENTITY.to_owned(), design.identity.to_string());
        annotations.insert(LENGTH.to_owned(), design.len_bytes.to_string());
        Self {
            schema_version: 2,
            media_type: Some(MANIFEST_TYPE.to_owned()),
            artifact_type: Some(ARTIFACT_TYPE.to_owned()),
            config,
            layers: vec![layer],
            annotations,
        }
    }

    /// The design in this manifest; `Ok(None)` if it is something else.
    pub(super) fn design(mut self) -> Result<Option<Design>, &'static str> {
        // Tools older than image-spec 1.1 drop artifactType, hence the look at the layer.
        let named = self.artifact_type.as_deref() == Some(ARTIFACT_TYPE);
        let layered = self
            .layers
            .iter()
            .any(|layer| layer.media_type == LAYER_TYPE);
        if !named && !layered {
            return Ok(None);
        }
        let (Some(layer), true) = (self.layers.pop(), self.layers.is_empty()) else {
            return Err("a design has exactly one layer");
        };
        if layer.media_type != LAYER_TYPE {
            return Err("the layer is of an unknown media type");
        }
        let value = |key: &str| self.annotations.get(key);
        Ok(Some(Design {
            meta: EntryMeta::from_annotations(&self.annotations),
            identity: value(IDENTITY)
                .and_then(|text| text.parse().ok())
                .ok_or("the identity is missing")?,
            len_bytes: value(LENGTH)
                .and_then(|text| text.parse().ok())
                .ok_or("the length is missing")?,
            layer,
        }))
    }
}

impl Design {
    /// The entry, under the name that the index gives it.
    pub(super) fn entry(self, name: String, version: String, descriptor: &Descriptor) -> Entry {
        let EntryMeta {
            part,
            design,
            tool,
            date,
            labels,
            ..
        } = self.meta;
        Entry {
            name,
            version,
            identity: self.identity,
            len_bytes: self.len_bytes,
            stored_bytes: self.layer.size,
            part,
            design,
            tool,
            date,
            labels,
            added: descriptor.annotations.get(ADDED).cloned(),
            manifest: descriptor.digest,
            layer: self.layer.digest,
        }
    }
}
