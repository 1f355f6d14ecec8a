//! Opening a catalog, and making a new one.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::disk::Disk;
use super::index::{Index, read_bounded};
use super::{Catalog, CatalogError, DEFAULT_LOCK_TIMEOUT, Result};

const LAYOUT: &[u8] = br#"{"imageLayoutVersion":"1.0.0"}"#;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Layout {
    image_layout_version: String,
}

/// Where the catalog is unless the user says otherwise: `$FIC_CATALOG`, else
/// `~/.local/share/fic/catalog`, on every system.
///
/// # Errors
/// `no_home` if the variable is not set and no home directory is known.
pub fn default_path() -> Result<PathBuf> {
    choose(env::var_os("FIC_CATALOG"), env::home_dir())
}

fn choose(variable: Option<OsString>, home: Option<PathBuf>) -> Result<PathBuf> {
    if let Some(path) = variable.filter(|path| !path.is_empty()) {
        return Ok(path.into());
    }
    let home = home
        .filter(|path| !path.as_os_str().is_empty())
        .ok_or(CatalogError::NoHome)?;
    Ok([".local", "share", "fic", "catalog"]
        .iter()
        .fold(home, |path, part| path.join(part)))
}

impl Catalog {
    /// Opens an existing catalog, or any other OCI image layout. Changes nothing.
    ///
    /// # Errors
    /// `no_catalog` if there is none, `catalog_corrupt` if `oci-layout` is not of version 1.0.0.
    pub fn open(root: impl Into<PathBuf>) -> Result<Self> {
        let catalog = Self::at(root.into(), Disk::default());
        if catalog.check_layout()? {
            Ok(catalog)
        } else {
            Err(CatalogError::NoCatalog { path: catalog.root })
        }
    }

    /// Opens the catalog, after making an empty one if the directory is missing or empty.
    ///
    /// # Errors
    /// `not_a_catalog` if the directory holds something else; those of [`open`](Self::open) and
    /// of writing.
    pub fn create(root: impl Into<PathBuf>) -> Result<Self> {
        Self::create_on(root.into(), Disk::default())
    }

    pub(super) fn create_on(root: PathBuf, disk: Disk) -> Result<Self> {
        let catalog = Self::at(root, disk);
        if !catalog.check_layout()? {
            catalog.initialise()?;
        }
        Ok(catalog)
    }

    fn at(root: PathBuf, disk: Disk) -> Self {
        Self {
            root,
            disk,
            lock_timeout: DEFAULT_LOCK_TIMEOUT,
        }
    }

    fn layout_path(&self) -> PathBuf {
        self.root.join("oci-layout")
    }

    /// Whether there is a layout; an error if there is one that we cannot use.
    fn check_layout(&self) -> Result<bool> {
        let path = self.layout_path();
        let bytes = match read_bounded(&path, 4096) {
            Err(CatalogError::Io { source, .. }) if is_absent(source.kind()) => return Ok(false),
            other => other?,
        };
        let layout: Layout =
            serde_json::from_slice(&bytes).map_err(|e| CatalogError::corrupt(&path, e))?;
        if layout.image_layout_version != "1.0.0" {
            return Err(CatalogError::corrupt(
                &path,
                "its imageLayoutVersion is not 1.0.0",
            ));
        }
        Ok(true)
    }

    /// Writes `oci-layout` last, so that whoever finds it finds an index too.
    fn initialise(&self) -> Result<()> {
        self.check_ours()?;
        let guard = self.lock()?;
        if self.check_layout()? {
            return Ok(());
        }
        if self.index_path().exists() {
            self.read_index()?;
        } else {
            self.write_index(&guard, &Index::empty())?;
        }
        self.sync_dir(&self.root.join("blobs"))?;
        self.replace(&guard, &self.layout_path(), LAYOUT)?;
        self.sync_dir(&self.root)?;
        match self.root.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => self.sync_dir(parent),
            _ => Ok(()),
        }
    }

    /// Refuses a directory with files in it that no unfinished catalog has.
    fn check_ours(&self) -> Result<()> {
        let known = [".fic", "blobs", "index.json"];
        let items = match fs::read_dir(&self.root) {
            Err(e) if e.kind() == ErrorKind::NotFound => return Ok(()),
            other => other.map_err(|e| CatalogError::io("read", &self.root, e))?,
        };
        for item in items {
            let item = item.map_err(|e| CatalogError::io("read", &self.root, e))?;
            // A second creator may have finished meanwhile, hence oci-layout.
            let name = item.file_name();
            if name != "oci-layout" && !known.iter().any(|known| name == *known) {
                return Err(CatalogError::NotACatalog {
                    path: self.root.clone(),
                });
            }
        }
        Ok(())
    }

    /// Makes renames in this directory lasting.
    pub(super) fn sync_dir(&self, path: &Path) -> Result<()> {
        self.disk
            .sync_dir(path)
            .map_err(|e| CatalogError::io("sync", path, e))
    }
}

fn is_absent(kind: ErrorKind) -> bool {
    matches!(kind, ErrorKind::NotFound | ErrorKind::NotADirectory)
}

#[cfg(test)]
mod tests {
    use super::*;
    use fic_error::Diagnostic as _;

    #[test]
    fn default_place() {
        let home = Some(PathBuf::from("home"));
        assert_eq!(
            choose(Some("here".into()), home.clone()).unwrap(),
            PathBuf::from("here")
        );
        let expected: PathBuf = ["home", ".local", "share", "fic", "catalog"]
            .iter()
            .collect();
        assert_eq!(choose(None, home.clone()).unwrap(), expected);
        assert_eq!(choose(Some("".into()), home).unwrap(), expected);
        assert_eq!(choose(None, None).unwrap_err().code(), "no_home");
    }
}
