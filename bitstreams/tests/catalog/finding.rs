//! Finding, listing, removing and sweeping.

use std::collections::BTreeMap;
use std::fs;

use fic_bitstream::catalog::{Catalog, Digest, EntryMeta, Filter, GcOptions, IfTaken};

use crate::support::{NOW, add, code, data, read};

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
fn references_find_what_they_mean() {
    let (_dir, catalog) = catalog();
    let id = add(&catalog, "a:1", &data(1, 100)).unwrap().identity;
    add(&catalog, "b:1", &data(1, 100)).unwrap();
    let found = |text: &str| {
        catalog
            .resolve(&text.parse().unwrap())
            .map(|entry| entry.reference())
    };
    assert_eq!(found(&id.to_string()).unwrap(), "b:1");
    assert_eq!(found(&id.to_string()[..20]).unwrap(), "b:1");
    for text in ["c", "a:2", "a:01", "sha256:00000000"] {
        assert_eq!(code(found(text)), "not_found", "{text}");
    }
}

#[test]
fn lists_are_filtered() {
    let (_dir, catalog) = catalog();
    for (name, part, label) in [
        ("b/x", "xcku060-ffva", "1"),
        ("a", "xcku060-ffvb", "2"),
        ("b/y", "xcku115", "1"),
    ] {
        let labels = BTreeMap::from([("slot".into(), label.into())]);
        let meta = EntryMeta {
            part: Some(part.into()),
            labels,
            ..EntryMeta::named(name)
        };
        catalog
            .add(name.as_bytes(), &meta, IfTaken::Refuse)
            .unwrap();
    }
    let names = |filter: Filter| -> Vec<String> {
        catalog
            .list(&filter)
            .unwrap()
            .entries
            .into_iter()
            .map(|entry| entry.name)
            .collect()
    };
    let part = |part: &str| Filter {
        part: Some(part.into()),
        ..Filter::default()
    };
    let name = |name: &str| Filter {
        name: Some(name.into()),
        ..Filter::default()
    };
    let label = |v: &str| Filter {
        labels: BTreeMap::from([("slot".into(), v.into())]),
        ..Filter::default()
    };
    assert_eq!(names(Filter::default()), ["a", "b/x", "b/y"]);
    assert_eq!(names(part("XCKU060")), ["a", "b/x"]);
    assert_eq!(names(name("b/*")), ["b/x", "b/y"]);
    assert_eq!(names(name("b")), [""; 0]);
    assert_eq!(names(label("1")), ["b/x", "b/y"]);
    assert_eq!(
        names(Filter {
            part: Some("xcku115".into()),
            ..label("1")
        }),
        ["b/y"]
    );
}

#[test]
fn removing_takes_one_entry_and_gc_its_data() {
    let (_dir, catalog) = catalog();
    for (reference, seed) in [("a:1", 1), ("a:2", 2), ("b:1", 1)] {
        add(&catalog, reference, &data(seed, 5000)).unwrap();
    }
    let gone = |text: &str| catalog.remove(&text.parse().unwrap());
    assert_eq!(code(gone("a")), "ambiguous");
    assert_eq!(code(gone("a:3")), "not_found");
    let id = Digest::of(&data(1, 5000)).to_string();
    assert_eq!(code(gone(&id)), "ambiguous");
    assert!(
        catalog
            .plan_remove(&"a:1".parse().unwrap())
            .unwrap()
            .data_still_used
    );
    assert!(gone("a:1").unwrap().data_still_used);
    assert_eq!(
        catalog.gc(NOW).unwrap().blobs.len(),
        1,
        "the manifest; the data is b's too"
    );
    assert_eq!(read(&catalog, "b"), data(1, 5000));
    assert_eq!(gone(&id).unwrap().reference, "b:1");

    let dry = catalog
        .gc(GcOptions {
            dry_run: true,
            ..NOW
        })
        .unwrap();
    assert_eq!(catalog.gc(GcOptions::default()).unwrap().kept_young, 2);
    assert_eq!(catalog.gc(NOW).unwrap(), dry);
    assert_eq!(
        (dry.blobs.len(), blobs(&catalog)),
        (2, 3),
        "left: {{}}, manifest and layer of a:2"
    );
    assert!(catalog.verify(|_| {}).unwrap().is_ok());
}

#[test]
fn only_catalogs_are_opened() {
    let dir = tempfile::tempdir().unwrap();
    assert_eq!(code(Catalog::open(dir.path())), "no_catalog");
    assert_eq!(code(Catalog::open(dir.path().join("none"))), "no_catalog");
    fs::write(dir.path().join("thesis.tex"), "").unwrap();
    assert_eq!(code(Catalog::create(dir.path())), "not_a_catalog");
    assert_eq!(
        code(Catalog::create(dir.path().join("thesis.tex"))),
        "catalog_io"
    );
}
