//! Sweeping out what no entry refers to.

use std::collections::BTreeSet;
use std::fs::{self, File, OpenOptions};
use std::path::Path;
use std::time::{Duration, SystemTime};

use serde::Serialize;
use serde_json::Value;

use super::{Catalog, CatalogError, Digest, Result};

/// How to sweep.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GcOptions {
    /// Blobs younger than this stay. Writers of ours need no grace, for they hold the lock until
    /// the index refers to their blobs; it is for other tools that copy into the catalog.
    pub grace: Duration,
    /// Only report.
    pub dry_run: bool,
}

impl Default for GcOptions {
    fn default() -> Self {
        Self {
            grace: Duration::from_secs(3600),
            dry_run: false,
        }
    }
}

/// What [`Catalog::gc`] removed, or would remove.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct GcReport {
    /// Blobs that nothing referred to.
    pub blobs: Vec<Digest>,
    /// Files left behind by writers that died.
    pub temp_files: usize,
    /// The space of both, in bytes.
    pub freed_bytes: u64,
    /// Unreferenced blobs that are too young.
    pub kept_young: usize,
}

impl Catalog {
    /// Removes blobs that nothing in the index refers to, and files of writers that died.
    ///
    /// What other tools' entries refer to, over any number of steps, stays. A writer at work loses
    /// nothing.
    ///
    /// # Errors
    /// If a manifest that the index refers to is missing or damaged, its layers cannot be known:
    /// then no blob is removed and its problem is returned. `catalog_corrupt`, `catalog_io`,
    /// `catalog_busy`.
    pub fn gc(&self, options: GcOptions) -> Result<GcReport> {
        let _guard = self.lock()?;
        let mut report = GcReport::default();
        self.sweep_temp(options, &mut report)?;
        let kept = self.reachable()?;
        let now = SystemTime::now();
        for digest in self.blobs()?.difference(&kept) {
            let path = self.blob_path(digest);
            if is_young(&path, now, options.grace) {
                report.kept_young += 1;
                continue;
            }
            report.freed_bytes += self.sweep(&path, options)?;
            report.blobs.push(*digest);
        }
        Ok(report)
    }

    fn sweep_temp(&self, options: GcOptions, report: &mut GcReport) -> Result<()> {
        let dir = self.temp_dir();
        let read = |e| CatalogError::io("read", &dir, e);
        for item in fs::read_dir(&dir).map_err(read)? {
            let path = item.map_err(read)?.path();
            // A living writer holds the lock of its file.
            let abandoned = OpenOptions::new()
                .write(true)
                .open(&path)
                .is_ok_and(|file| file.try_lock().is_ok());
            if abandoned {
                report.freed_bytes += self.sweep(&path, options)?;
                report.temp_files += 1;
            }
        }
        Ok(())
    }

    fn sweep(&self, path: &Path, options: GcOptions) -> Result<u64> {
        let len_bytes = fs::metadata(path).map_or(0, |data| data.len());
        if !options.dry_run {
            self.disk
                .remove(path)
                .map_err(|e| CatalogError::io("remove", path, e))?;
        }
        Ok(len_bytes)
    }

    /// Every blob that the index refers to, directly or through others.
    fn reachable(&self) -> Result<BTreeSet<Digest>> {
        let mut kept = BTreeSet::new();
        let mut queue = vec![self.read_index()?.value()];
        while let Some(value) = queue.pop() {
            for link in links(&value) {
                if kept.insert(link.digest) {
                    queue.extend(self.follow(&link)?);
                }
            }
        }
        Ok(kept)
    }

    /// The JSON behind a link. Manifests must be readable; anything else is looked into where it
    /// happens to be JSON, since other tools have types that we do not know.
    fn follow(&self, link: &Link) -> Result<Option<Value>> {
        let path = self.blob_path(&link.digest);
        if link.is_manifest {
            let bytes = self.read_small_blob(&link.digest)?;
            return serde_json::from_slice(&bytes)
                .map(Some)
                .map_err(|e| CatalogError::corrupt(&path, e));
        }
        if !starts_like_json(&path) {
            return Ok(None);
        }
        Ok(self
            .read_small_blob(&link.digest)
            .ok()
            .and_then(|bytes| serde_json::from_slice(&bytes).ok()))
    }
}

struct Link {
    digest: Digest,
    is_manifest: bool,
}

/// Every object with a `digest` in it, at any depth; serde_json bounds the depth.
fn links(value: &Value) -> Vec<Link> {
    let mut found = Vec::new();
    let mut queue = vec![value];
    while let Some(value) = queue.pop() {
        match value {
            Value::Array(items) => queue.extend(items),
            Value::Object(fields) => {
                queue.extend(fields.values());
                let digest = fields
                    .get("digest")
                    .and_then(Value::as_str)
                    .and_then(|text| text.parse().ok());
                let kind = fields
                    .get("mediaType")
                    .and_then(Value::as_str)
                    .unwrap_or_default();
                let is_manifest = kind.contains("manifest") || kind.contains("image.index");
                found.extend(digest.map(|digest| Link {
                    digest,
                    is_manifest,
                }));
            }
            _ => {}
        }
    }
    found
}

fn starts_like_json(path: &Path) -> bool {
    use std::io::Read;
    let mut first = [0];
    File::open(path)
        .and_then(|mut file| file.read_exact(&mut first))
        .is_ok()
        && matches!(first, [b'{' | b'['])
}

/// A blob from the future is young too: clocks of network disks differ.
fn is_young(path: &Path, now: SystemTime, grace: Duration) -> bool {
    if grace.is_zero() {
        return false;
    }
    let modified = fs::metadata(path).and_then(|data| data.modified());
    modified.is_ok_and(|modified| now.duration_since(modified).map_or(true, |age| age < grace))
}
