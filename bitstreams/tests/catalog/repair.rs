//! Damage is found, and adding again repairs it.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use fic_bitstream::catalog::{Catalog, CatalogError, Entry, Subject};
use fic_error::Diagnostic as _;

use crate::support::{add, code, data, read};

fn blob(catalog: &Catalog, digest: &fic_bitstream::catalog::Digest) -> PathBuf {
    catalog.root().join("blobs/sha256").join(digest.hex())
}

fn flip(path: &Path, at: usize) {
    let mut bytes = fs::read(path).unwrap();
    bytes[at] ^= 0x10;
    fs::write(path, bytes).unwrap();
}

fn read_code(catalog: &Catalog, entry: &Entry) -> &'static str {
    let error = io::copy(&mut catalog.open_native(entry).unwrap(), &mut io::sink()).unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::InvalidData);
    CatalogError::from_io(error).unwrap().code()
}

#[test]
fn any_flipped_bit_is_found_and_repaired() {
    let dir = tempfile::tempdir().unwrap();
    let catalog = Catalog::create(dir.path()).unwrap();
    let bytes = data(1, 30_000);
    let entry = add(&catalog, "a:1", &bytes).unwrap().entry;
    add(&catalog, "b:1", &data(2, 30_000)).unwrap();
    let path = blob(&catalog, &entry.layer);
    let len = fs::metadata(&path).unwrap().len() as usize;
    // The last four bytes are zstd's own checksum, which the identity makes superfluous.
    for at in (0..len - 4).step_by(len / 40) {
        flip(&path, at);
        let report = catalog.verify(|_| {}).unwrap();
        let problems: Vec<_> = report
            .problems()
            .map(|check| check.subject.clone())
            .collect();
        assert!(
            problems.contains(&Subject::Blob(entry.layer)),
            "{at}: {problems:?}"
        );
        assert!(!problems.contains(&Subject::Entry {
            reference: "b:1".into()
        }));
        if problems.len() > 1 {
            assert_eq!(read_code(&catalog, &entry), "digest_mismatch", "{at}");
        }
        let added = add(&catalog, "a:1", &bytes).unwrap();
        assert!(added.already_there);
        assert!(catalog.verify(|_| {}).unwrap().is_ok(), "{at}");
    }
}

#[test]
fn truncated_and_missing_blobs_are_found_and_repaired() {
    let dir = tempfile::tempdir().unwrap();
    let catalog = Catalog::create(dir.path()).unwrap();
    let bytes = data(1, 3_000_000);
    let entry = add(&catalog, "a:1", &bytes).unwrap().entry;
    let path = blob(&catalog, &entry.layer);
    let whole = fs::read(&path).unwrap();
    for len in [0, 1, 100, whole.len() / 2, whole.len() - 1] {
        fs::write(&path, &whole[..len]).unwrap();
        assert_eq!(read_code(&catalog, &entry), "digest_mismatch", "{len}");
    }
    fs::remove_file(&path).unwrap();
    assert_eq!(
        code(catalog.open_native(&entry).map(|_| ())),
        "blob_missing"
    );
    assert!(!catalog.verify(|_| {}).unwrap().is_ok());
    add(&catalog, "other:1", &bytes).unwrap();
    assert_eq!(read(&catalog, "a:1"), bytes);
    // Its configuration is shared by all.
    let empty = blob(&catalog, &fic_bitstream::catalog::Digest::of(b"{}"));
    fs::write(&empty, "[]").unwrap();
    add(&catalog, "a:1", &bytes).unwrap();
    assert!(catalog.verify(|_| {}).unwrap().is_ok());
}

#[test]
fn verify_tells_each_result_as_it_comes() {
    let dir = tempfile::tempdir().unwrap();
    let catalog = Catalog::create(dir.path()).unwrap();
    add(&catalog, "a:1", &data(1, 5000)).unwrap();
    let mut told = Vec::new();
    let report = catalog
        .verify(|check| told.push(check.subject.clone()))
        .unwrap();
    assert_eq!(told.len(), 4, "three blobs and an entry");
    assert_eq!(report.checks.last().unwrap().len_bytes, 5000);
}
