//! Adding a design.

use std::fs::File;
use std::io::Read;

use serde::Serialize;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::decide::{Decision, decide, same_data};
use super::digest::measure;
use super::index::Index;
use super::lock::Guard;
use super::manifest::{
    ADDED, ARTIFACT_TYPE, Descriptor, Design, EMPTY_CONFIG, LAYER_TYPE, MANIFEST_TYPE, Manifest,
    REF_NAME,
};
use super::stage::Staged;
use super::survey::Slot;
use super::{Catalog, CatalogError, Digest, Entry, EntryMeta, IfTaken, Result};

/// What [`Catalog::add`] did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Added {
    /// The SHA-256 of the data.
    pub identity: Digest,
    /// The entry as it is listed now.
    pub entry: Entry,
    /// The entry was there before and is unchanged; its metadata may differ from what was given.
    pub already_there: bool,
    /// The data was there before, perhaps under another name: no second blob was stored.
    pub data_was_there: bool,
    /// The identity of other data that lost this name.
    pub replaced: Option<Digest>,
}

impl Catalog {
    /// Adds native-order data under `meta.name` and its version.
    ///
    /// Without a version: if the newest version of the name has the same data, that one is
    /// answered, else the next whole number is taken. The same data under the same version is
    /// answered as `already_there`, its metadata unchanged unless `taken` is
    /// [`IfTaken::Replace`]. Adding again also repairs a blob that was damaged.
    ///
    /// The data is read once, to its end, at most [`MAX_NATIVE_BYTES`](super::MAX_NATIVE_BYTES).
    /// When this returns, the entry is on the disk, synced.
    ///
    /// # Errors
    /// `name_taken`, `bad_name`, `bad_metadata`, `empty_data`, `too_large`, `source_failed` (with
    /// the reader's error kept), `no_space`, `catalog_io`, `catalog_busy`, `catalog_corrupt`. Every
    /// entry that was listed before still is.
    pub fn add(&self, data: impl Read, meta: &EntryMeta, taken: IfTaken) -> Result<Added> {
        meta.check()?;
        // A damaged index is told now, not after the data has been compressed.
        self.read_index()?;
        let staged = self.stage(data)?;
        let guard = self.lock()?;
        let mut index = self.read_index()?;
        let slots = self.survey(&index);
        let identity = staged.identity;
        let data_was_there = same_data(&slots, &identity).is_some();
        let whole = |entry: &Entry| entry.layer == staged.layer || self.is_whole(&entry.layer);
        match decide(&slots, &identity, meta, taken, whole)? {
            Decision::Keep(entry) => {
                self.repair(&guard, staged, &entry)?;
                Ok(Added {
                    identity,
                    entry: *entry,
                    already_there: true,
                    data_was_there,
                    replaced: None,
                })
            }
            Decision::Write {
                version,
                drop,
                replaces,
            } => {
                let design = self.place_design(&guard, &slots, staged, meta)?;
                index.drop_at(&drop);
                let entry = self.publish(&guard, index, design, version)?;
                Ok(Added {
                    identity,
                    entry,
                    already_there: false,
                    data_was_there,
                    replaced: replaces,
                })
            }
        }
    }

    /// Puts the blob in the place of the one that is there: the same bytes, and surely whole.
    fn repair(&self, guard: &Guard, staged: Staged, entry: &Entry) -> Result<()> {
        if entry.layer == staged.layer {
            staged.temp.move_to(guard, &self.blob_path(&entry.layer))?;
        }
        self.place_small(guard, EMPTY_CONFIG)?;
        self.sync_dir(&self.blob_dir())
    }

    /// Moves the blob to its place, unless another entry has the same data in another form.
    fn place_design(
        &self,
        guard: &Guard,
        slots: &[Slot],
        staged: Staged,
        meta: &EntryMeta,
    ) -> Result<Design> {
        let Staged {
            temp,
            identity,
            len_bytes,
            layer,
            stored_bytes,
        } = staged;
        let elsewhere = same_data(slots, &identity)
            .filter(|entry| entry.layer != layer && self.is_whole(&entry.layer));
        let layer = match elsewhere {
            Some(entry) => Descriptor::new(LAYER_TYPE, entry.layer, entry.stored_bytes),
            None => {
                temp.move_to(guard, &self.blob_path(&layer))?;
                Descriptor::new(LAYER_TYPE, layer, stored_bytes)
            }
        };
        Ok(Design {
            meta: meta.clone(),
            identity,
            len_bytes,
            layer,
        })
    }

    /// Writes the manifest, and only when every blob is lasting, the index.
    fn publish(
        &self,
        guard: &Guard,
        mut index: Index,
        design: Design,
        version: String,
    ) -> Result<Entry> {
        let damaged = |e| CatalogError::corrupt(&self.index_path(), e);
        let bytes = serde_json::to_vec(&Manifest::of(&design, &version)).map_err(damaged)?;
        self.place_small(guard, EMPTY_CONFIG)?;
        let digest = self.place_small(guard, &bytes)?;
        self.sync_dir(&self.blob_dir())?;
        let name = design.meta.name.clone();
        let mut descriptor = Descriptor::new(MANIFEST_TYPE, digest, bytes.len() as u64);
        descriptor.artifact_type = Some(ARTIFACT_TYPE.to_owned());
        descriptor
            .annotations
            .insert(REF_NAME.to_owned(), format!("{name}:{version}"));
        descriptor
            .annotations
            .extend(now().map(|now| (ADDED.to_owned(), now)));
        index.push(&descriptor).map_err(damaged)?;
        self.write_index(guard, &index)?;
        Ok(design.entry(name, version, &descriptor))
    }

    /// Stores a manifest or configuration, unless it is there and whole.
    fn place_small(&self, guard: &Guard, bytes: &[u8]) -> Result<Digest> {
        let digest = Digest::of(bytes);
        if self.read_small_blob(&digest).is_err() {
            self.replace(guard, &self.blob_path(&digest), bytes)?;
        }
        Ok(digest)
    }

    fn is_whole(&self, digest: &Digest) -> bool {
        let found = File::open(self.blob_path(digest)).and_then(measure);
        found.is_ok_and(|(actual, _)| actual == *digest)
    }
}

/// Now, in whole seconds.
fn now() -> Option<String> {
    OffsetDateTime::now_utc()
        .replace_nanosecond(0)
        .ok()?
        .format(&Rfc3339)
        .ok()
}
