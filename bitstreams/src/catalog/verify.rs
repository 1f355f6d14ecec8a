//! Hashing everything again.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Read};

use super::digest::measure;
use super::survey::{Slot, missing};
use super::{Catalog, CatalogError, Digest, Entry, Result};

/// What was checked.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Subject {
    /// A blob, its bytes against its name.
    Blob(Digest),
    /// An entry: its manifest, and its decompressed data against its identity.
    Entry {
        /// `NAME:VERSION`, or the manifest's digest where the name is unknown.
        reference: String,
    },
}

/// One result of [`Catalog::verify`].
#[derive(Debug)]
pub struct Check {
    /// What was checked.
    pub subject: Subject,
    /// How many bytes were hashed for it.
    pub len_bytes: u64,
    /// What is wrong, if anything.
    pub problem: Option<CatalogError>,
}

/// What [`Catalog::verify`] found.
#[derive(Debug, Default)]
pub struct VerifyReport {
    /// Every blob, then every entry.
    pub checks: Vec<Check>,
}

impl VerifyReport {
    /// Whether everything is as it should be.
    #[must_use]
    pub fn is_ok(&self) -> bool {
        self.problems().next().is_none()
    }

    /// The checks that failed.
    pub fn problems(&self) -> impl Iterator<Item = &Check> {
        self.checks.iter().filter(|check| check.problem.is_some())
    }
}

impl Catalog {
    /// Hashes every blob and the decompressed data of every entry, and tells each result as it
    /// comes to `each`. Changes nothing and takes no lock: an entry that is removed and swept
    /// meanwhile is reported as missing.
    ///
    /// # Errors
    /// Only if the index or the directory of blobs cannot be read; damage is in the report.
    pub fn verify(&self, mut each: impl FnMut(&Check)) -> Result<VerifyReport> {
        let slots = self.survey(&self.read_index()?);
        let mut report = VerifyReport::default();
        let mut tell = |check: Check| {
            each(&check);
            report.checks.push(check);
        };
        for digest in self.blobs()? {
            tell(self.check_blob(digest));
        }
        let mut good = BTreeSet::new();
        for slot in slots {
            match slot {
                Slot::Design(entry) => tell(self.check_entry(&entry, &mut good)),
                Slot::Broken(broken) => {
                    let reference = broken
                        .reference
                        .unwrap_or_else(|| broken.manifest.to_string());
                    tell(check(Subject::Entry { reference }, Err(broken.problem)));
                }
                Slot::Foreign(_) => {}
            }
        }
        Ok(report)
    }

    /// The blobs that there are, in order. Files with other names are other tools' own.
    pub(super) fn blobs(&self) -> Result<BTreeSet<Digest>> {
        let path = self.blob_dir();
        let read = |e| CatalogError::io("read", &path, e);
        let mut blobs = BTreeSet::new();
        for item in fs::read_dir(&path).map_err(read)? {
            let name = item.map_err(read)?.file_name();
            blobs.extend(name.to_str().and_then(Digest::from_hex));
        }
        Ok(blobs)
    }

    fn check_blob(&self, digest: Digest) -> Check {
        let path = self.blob_path(&digest);
        let found = File::open(&path)
            .and_then(measure)
            .map_err(|e| CatalogError::io("read", &path, e));
        let result = found
            .map_err(|e| missing(e, &digest))
            .and_then(|(actual, len_bytes)| {
                if actual == digest {
                    return Ok(len_bytes);
                }
                Err(CatalogError::DigestMismatch {
                    what: format!("blob {digest}"),
                    expected: digest,
                    actual,
                })
            });
        check(Subject::Blob(digest), result)
    }

    /// Data that entries share is decompressed once.
    fn check_entry(&self, entry: &Entry, good: &mut BTreeSet<(Digest, Digest)>) -> Check {
        let key = (entry.layer, entry.identity);
        let result = if good.contains(&key) {
            Ok(entry.len_bytes)
        } else {
            self.read_through(entry)
        };
        if result.is_ok() {
            good.insert(key);
        }
        check(
            Subject::Entry {
                reference: entry.reference(),
            },
            result,
        )
    }

    fn read_through(&self, entry: &Entry) -> Result<u64> {
        let mut reader = self.open_native(entry)?;
        let mut buffer = vec![0; 1 << 16];
        let mut len_bytes = 0;
        loop {
            match reader.read(&mut buffer) {
                Ok(0) => return Ok(len_bytes),
                Ok(n) => len_bytes += n as u64,
                Err(e) => return Err(told(self, entry, e)),
            }
        }
    }
}

fn told(catalog: &Catalog, entry: &Entry, error: io::Error) -> CatalogError {
    CatalogError::from_io(error)
        .unwrap_or_else(|e| CatalogError::io("read", &catalog.blob_path(&entry.layer), e))
}

fn check(subject: Subject, result: Result<u64>) -> Check {
    match result {
        Ok(len_bytes) => Check {
            subject,
            len_bytes,
            problem: None,
        },
        Err(problem) => Check {
            subject,
            len_bytes: 0,
            problem: Some(problem),
        },
    }
}
