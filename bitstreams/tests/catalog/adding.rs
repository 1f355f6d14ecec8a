//! Adding: what is stored, once, under which version, and what is refused.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Read};

use fic_bitstream::catalog::{Catalog, CatalogError, Digest, EntryMeta, IfTaken};
use fic_error::Diagnostic as _;
use sha2::{Digest as _, Sha256};

use crate::support::{add, code, data, listed, meta, read};

fn blobs(catalog: &Catalog) -> usize {
    fs::read_dir(catalog.root().join("blobs/sha256"))
        .unwrap()
        .count()
}

fn catalog() -> (tempfile::TempDir, Catalog) {
    let dir = tempfile::tempdir().unwrap();
    let catalog = Catalog::create(dir.path().join("deep/catalog")).unwrap();
    (dir, catalog)
}

#[test]
fn what_goes_in_comes_out() {
    let (_dir, catalog) = catalog();
    for len in [1, 4, 1000, (1 << 20) - 1, 1 << 20, (1 << 20) + 1, 3_000_000] {
        let bytes = data(len as u64, len);
        let reference = format!("len{len}:1");
        let added = add(&catalog, &reference, &bytes).unwrap();
        assert_eq!(added.identity, Digest(Sha256::digest(&bytes).into()));
        assert_eq!(added.entry.len_bytes, len as u64);
        assert_eq!(read(&catalog, &reference), bytes);
    }
}

#[test]
fn metadata_comes_back() {
    let (_dir, catalog) = catalog();
    let given = EntryMeta {
        name: "lab/blink".into(),
        version: Some("1.2-rc".into()),
        part: Some("xcku060-ffva1156-2-e".into()),
        design: Some("top;UserID=0XFFFFFFFF".into()),
        tool: Some("Vivado 2023.2".into()),
        date: Some("2024-05-06T07:08:09Z".into()),
        labels: BTreeMap::from([
            ("owner".into(), "ä ö".into()),
            ("io.x/y".into(), String::new()),
        ]),
    };
    let added = catalog
        .add(&data(1, 100)[..], &given, IfTaken::Refuse)
        .unwrap();
    let entry = catalog.resolve(&"lab/blink".parse().unwrap()).unwrap();
    assert_eq!(entry, added.entry);
    assert_eq!(entry.reference(), "lab/blink:1.2-rc");
    assert_eq!(
        (entry.part, entry.design, entry.tool, entry.date),
        (given.part, given.design, given.tool, given.date)
    );
    assert_eq!(entry.labels, given.labels);
    assert!(entry.added.unwrap().ends_with('Z'));
}

#[test]
fn same_data_is_stored_once() {
    let (_dir, catalog) = catalog();
    let bytes = data(1, 50_000);
    let first = add(&catalog, "a:1", &bytes).unwrap();
    assert!(!first.already_there && !first.data_was_there);
    let before = blobs(&catalog);
    let again = add(&catalog, "a:1", &bytes).unwrap();
    assert!(again.already_there && again.data_was_there);
    assert_eq!(
        (again.identity, &again.entry),
        (first.identity, &first.entry)
    );
    assert_eq!(blobs(&catalog), before);
    // Without a version it is still the same one; under another name only a manifest is added.
    assert!(add(&catalog, "a", &bytes).unwrap().already_there);
    let other = add(&catalog, "b", &bytes).unwrap();
    assert!(!other.already_there && other.data_was_there);
    assert_eq!(other.entry.layer, first.entry.layer);
    assert_eq!(blobs(&catalog), before + 1);
}

#[test]
fn versions_count_up_and_the_last_is_newest() {
    let (_dir, catalog) = catalog();
    for (seed, version) in [(1, "1"), (2, "2"), (3, "3"), (1, "4")] {
        assert_eq!(
            add(&catalog, "a", &data(seed, 100)).unwrap().entry.version,
            version
        );
    }
    add(&catalog, "a:beta", &data(5, 100)).unwrap();
    assert_eq!(read(&catalog, "a"), data(5, 100));
    assert_eq!(
        add(&catalog, "a", &data(6, 100)).unwrap().entry.version,
        "5"
    );
    add(&catalog, "a:0", &data(7, 100)).unwrap();
    assert_eq!(read(&catalog, "a"), data(7, 100));
    add(&catalog, "b:18446744073709551615", &data(1, 9)).unwrap();
    assert_eq!(code(add(&catalog, "b", &data(2, 9))), "name_taken");
}

#[test]
fn a_taken_version_is_refused_unless_replaced() {
    let (_dir, catalog) = catalog();
    let first = add(&catalog, "a:1", &data(1, 100)).unwrap();
    assert_eq!(code(add(&catalog, "a:1", &data(2, 100))), "name_taken");
    assert_eq!(read(&catalog, "a:1"), data(1, 100));
    let replaced = catalog
        .add(&data(2, 100)[..], &meta("a:1"), IfTaken::Replace)
        .unwrap();
    assert_eq!(replaced.replaced, Some(first.identity));
    assert_eq!(listed(&catalog).len(), 1);
    assert_eq!(read(&catalog, "a:1"), data(2, 100));
    // The same data with other labels: kept, or told to change.
    let labelled = EntryMeta {
        labels: BTreeMap::from([("k".into(), "v".into())]),
        ..meta("a:1")
    };
    assert!(
        catalog
            .add(&data(2, 100)[..], &labelled, IfTaken::Refuse)
            .unwrap()
            .entry
            .labels
            .is_empty()
    );
    let changed = catalog
        .add(&data(2, 100)[..], &labelled, IfTaken::Replace)
        .unwrap();
    assert!(!changed.already_there && changed.replaced.is_none());
    assert_eq!(
        catalog.resolve(&"a:1".parse().unwrap()).unwrap().labels,
        labelled.labels
    );
}

#[test]
fn a_plan_tells_what_adding_does() {
    let (_dir, catalog) = catalog();
    let one = add(&catalog, "a:1", &data(1, 100)).unwrap().identity;
    let other = Digest::of(&data(2, 100));
    let plan = catalog.plan_add(&one, &meta("a"), IfTaken::Refuse).unwrap();
    assert!(plan.already_there && plan.version == "1");
    let plan = catalog
        .plan_add(&other, &meta("a"), IfTaken::Refuse)
        .unwrap();
    assert!(!plan.already_there && !plan.data_was_there && plan.version == "2");
    assert_eq!(
        code(catalog.plan_add(&other, &meta("a:1"), IfTaken::Refuse)),
        "name_taken"
    );
    assert_eq!(
        catalog
            .plan_add(&other, &meta("a:1"), IfTaken::Replace)
            .unwrap()
            .replaces,
        Some(one)
    );
    assert_eq!(listed(&catalog).len(), 1);
}

#[test]
fn bad_input_is_refused() {
    let (_dir, catalog) = catalog();
    assert_eq!(code(add(&catalog, "a", b"")), "empty_data");
    assert_eq!(code(add(&catalog, "../a", b"x")), "bad_name");
    assert_eq!(code(add(&catalog, "a:-1", b"x")), "bad_name");
    assert_eq!(
        code(catalog.add(io::repeat(0), &meta("a"), IfTaken::Refuse)),
        "too_large"
    );
    let with = |tool: &str, key: &str, value: &str| EntryMeta {
        tool: Some(tool.into()),
        labels: BTreeMap::from([(key.into(), value.into())]),
        ..EntryMeta::named("a")
    };
    let long = "x".repeat(4097);
    for meta in [
        with("\u{1b}[0m", "k", "v"),
        with(&long, "k", "v"),
        with("t", "k k", "v"),
        with("t", "k", "\n"),
    ] {
        assert_eq!(
            code(catalog.add(&b"x"[..], &meta, IfTaken::Refuse)),
            "bad_metadata"
        );
    }
    assert!(listed(&catalog).is_empty());
    assert_eq!(
        fs::read_dir(catalog.root().join(".fic/tmp"))
            .unwrap()
            .count(),
        0
    );
}

/// Gives some bytes, then an error.
struct Failing(usize);

impl Read for Failing {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let len = buffer.len().min(self.0).min(7);
        self.0 -= len;
        if len == 0 {
            Err(io::Error::other("cable pulled"))
        } else {
            Ok(len)
        }
    }
}

#[test]
fn a_reader_that_fails_leaves_nothing() {
    let (_dir, catalog) = catalog();
    let error = catalog
        .add(Failing(100_000), &meta("a"), IfTaken::Refuse)
        .unwrap_err();
    assert_eq!(error.code(), "source_failed");
    let CatalogError::SourceFailed { source } = error else {
        panic!("{error}")
    };
    assert_eq!(source.to_string(), "cable pulled");
    assert!(listed(&catalog).is_empty());
    assert_eq!(blobs(&catalog), 0);
}

#[test]
fn the_same_design_gives_the_same_blobs_everywhere() {
    let ((_a, here), (_b, there)) = (catalog(), catalog());
    let bytes = data(1, 2_500_000);
    let one = add(&here, "a:1", &bytes).unwrap().entry;
    add(&there, "before:1", b"x").unwrap();
    // A reader that gives odd pieces.
    let pieces = bytes
        .chunks(977)
        .fold(Box::new(io::empty()) as Box<dyn Read>, |all, piece| {
            Box::new(all.chain(piece))
        });
    let mut pieces = io::BufReader::with_capacity(333, pieces);
    let two = there
        .add(&mut pieces, &meta("a:1"), IfTaken::Refuse)
        .unwrap()
        .entry;
    assert_eq!((one.manifest, one.layer), (two.manifest, two.layer));
}
