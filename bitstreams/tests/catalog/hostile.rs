//! Damaged and hostile catalogs: clear errors, no panic, nothing lost.

use std::fs;
use std::path::PathBuf;

use fic_bitstream::catalog::{Catalog, Digest, Filter, IfTaken};
use fic_error::Diagnostic as _;
use serde_json::{Value, json};

use crate::support::{NOW, add, code, data, listed, meta, read};

const MANIFEST: &str = "application/vnd.oci.image.manifest.v1+json";

fn catalog() -> (tempfile::TempDir, Catalog) {
    let dir = tempfile::tempdir().unwrap();
    let catalog = Catalog::create(dir.path()).unwrap();
    add(&catalog, "good:1", &data(1, 5000)).unwrap();
    (dir, catalog)
}

fn index_path(catalog: &Catalog) -> PathBuf {
    catalog.root().join("index.json")
}

fn index(catalog: &Catalog) -> Value {
    serde_json::from_slice(&fs::read(index_path(catalog)).unwrap()).unwrap()
}

fn edit(catalog: &Catalog, change: impl FnOnce(&mut Value)) {
    let mut value = index(catalog);
    change(&mut value);
    fs::write(index_path(catalog), value.to_string()).unwrap();
}

fn put_blob(catalog: &Catalog, bytes: &[u8]) -> Value {
    let digest = Digest::of(bytes);
    fs::write(
        catalog.root().join("blobs/sha256").join(digest.hex()),
        bytes,
    )
    .unwrap();
    json!({"mediaType": "application/x-any", "digest": digest.to_string(), "size": bytes.len()})
}

fn push(catalog: &Catalog, descriptor: Value) {
    edit(catalog, |index| {
        index["manifests"].as_array_mut().unwrap().push(descriptor)
    });
}

#[test]
fn a_damaged_index_is_refused_and_kept() {
    let (_dir, catalog) = catalog();
    let whole = fs::read(index_path(&catalog)).unwrap();
    let half = whole[..whole.len() / 2].to_vec();
    let nested = [vec![b'['; 1 << 20], vec![b']'; 1 << 20]].concat();
    let no_list = br#"{"schemaVersion":2,"manifests":{}}"#.to_vec();
    for bad in [
        half,
        Vec::new(),
        vec![0; 4096],
        nested,
        no_list,
        b"\xff\xfe".to_vec(),
    ] {
        fs::write(index_path(&catalog), &bad).unwrap();
        assert_eq!(code(catalog.list(&Filter::default())), "catalog_corrupt");
        assert_eq!(code(add(&catalog, "new:1", b"x")), "catalog_corrupt");
        assert_eq!(
            code(catalog.remove(&"good".parse().unwrap())),
            "catalog_corrupt"
        );
        assert_eq!(code(catalog.gc(NOW)), "catalog_corrupt");
        assert_eq!(fs::read(index_path(&catalog)).unwrap(), bad);
    }
    fs::remove_file(index_path(&catalog)).unwrap();
    assert_eq!(code(add(&catalog, "new:1", b"x")), "catalog_corrupt");
    assert_eq!(code(catalog.gc(NOW)), "catalog_corrupt");
    fs::write(index_path(&catalog), whole).unwrap();
    assert_eq!(read(&catalog, "good"), data(1, 5000));
}

#[test]
fn another_layout_version_is_refused() {
    let (dir, _catalog) = catalog();
    for text in ["{\"imageLayoutVersion\":\"2.0.0\"}", "{}", "", "[1]"] {
        fs::write(dir.path().join("oci-layout"), text).unwrap();
        assert_eq!(code(Catalog::open(dir.path())), "catalog_corrupt");
        assert_eq!(code(Catalog::create(dir.path())), "catalog_corrupt");
    }
}

#[test]
fn strange_descriptors_are_carried_along() {
    let (_dir, catalog) = catalog();
    let hostile = [
        json!(null),
        json!(7),
        json!("x"),
        json!([]),
        json!({}),
        json!({"mediaType": MANIFEST, "digest": "sha256:../../../etc/passwd", "size": 1}),
        json!({"mediaType": MANIFEST, "digest": format!("sha512:{}", "0".repeat(128)), "size": 1}),
        json!({"mediaType": MANIFEST, "digest": format!("sha256:{}", "A".repeat(64)), "size": 1}),
        json!({"mediaType": MANIFEST, "digest": format!("sha256:{}", "a".repeat(64)), "size": -1}),
        json!({"mediaType": 5, "digest": {}, "annotations": {"org.opencontainers.image.ref.name": 5}}),
        json!({"mediaType": "x/y", "digest": format!("sha256:{}", "b".repeat(64)), "size": 1, "own": [1, 2]}),
    ];
    hostile
        .iter()
        .for_each(|descriptor| push(&catalog, descriptor.clone()));
    add(&catalog, "new:1", &data(2, 100)).unwrap();
    catalog.remove(&"new:1".parse().unwrap()).unwrap();
    let after = index(&catalog);
    for descriptor in &hostile {
        assert!(
            after["manifests"].as_array().unwrap().contains(descriptor),
            "{descriptor}"
        );
    }
    assert_eq!(
        catalog.list(&Filter::default()).unwrap().foreign,
        hostile.len()
    );
    assert_eq!(listed(&catalog).len(), 1);
}

#[test]
fn a_damaged_manifest_hides_no_other_entry() {
    let (_dir, catalog) = catalog();
    let entry = add(&catalog, "bad:1", &data(2, 100)).unwrap().entry;
    let path = catalog
        .root()
        .join("blobs/sha256")
        .join(entry.manifest.hex());
    let whole = fs::read(&path).unwrap();
    for (bytes, expected) in [
        (Some(&whole[1..]), "digest_mismatch"),
        (None, "blob_missing"),
    ] {
        fs::remove_file(&path).unwrap();
        if let Some(bytes) = bytes {
            fs::write(&path, bytes).unwrap();
        }
        let listing = catalog.list(&Filter::default()).unwrap();
        assert_eq!((listing.entries.len(), listing.broken.len()), (1, 1));
        assert_eq!(listing.broken[0].reference.as_deref(), Some("bad:1"));
        assert_eq!(code(catalog.resolve(&"bad:1".parse().unwrap())), expected);
        assert_eq!(code(add(&catalog, "bad:1", &data(3, 100))), "name_taken");
        // Its layer is unknown now, so nothing may be swept.
        assert_eq!(code(catalog.gc(NOW)), expected);
        assert_eq!(
            catalog
                .verify(|_| {})
                .unwrap()
                .problems()
                .last()
                .unwrap()
                .problem
                .as_ref()
                .unwrap()
                .code(),
            expected
        );
        fs::write(&path, &whole).unwrap();
    }
    assert_eq!(read(&catalog, "bad:1"), data(2, 100));
    fs::remove_file(&path).unwrap();
    catalog.remove(&"bad:1".parse().unwrap()).unwrap();
    catalog.gc(NOW).unwrap();
    assert_eq!(read(&catalog, "good"), data(1, 5000));
}

#[test]
fn hostile_manifests_are_named() {
    let (_dir, catalog) = catalog();
    let entry = catalog.resolve(&"good".parse().unwrap()).unwrap();
    let path = catalog
        .root()
        .join("blobs/sha256")
        .join(entry.manifest.hex());
    let good: Value = serde_json::from_slice(&fs::read(path).unwrap()).unwrap();
    let change = |pointer: &str, to: Value| {
        let mut manifest = good.clone();
        *manifest.pointer_mut(pointer).unwrap() = to;
        manifest
    };
    let notes = |key: &str, to: Value| {
        let mut manifest = good.clone();
        manifest["annotations"][key] = to;
        manifest
    };
    let hostile = [
        json!({}),
        json!([[[]]]),
        change("/layers", json!([])),
        change("/layers/0/mediaType", json!("text/plain")),
        change("/layers/0/digest", json!("sha256:..")),
        change("/layers/0/size", json!(1e300)),
        change("/annotations", json!({})),
        notes("io.fic.native.digest", json!("sha256:1")),
        notes("io.fic.native.length", json!("-5")),
        notes("io.fic.tool", json!("\u{1b}]0;owned\u{7}")),
        notes("io.fic.label.bad key", json!("x")),
    ];
    for manifest in &hostile {
        let mut descriptor = put_blob(&catalog, manifest.to_string().as_bytes());
        descriptor["mediaType"] = json!(MANIFEST);
        descriptor["artifactType"] = json!("application/vnd.fic.design.v1");
        push(&catalog, descriptor);
    }
    let listing = catalog.list(&Filter::default()).unwrap();
    assert_eq!(
        (listing.entries.len(), listing.broken.len()),
        (1, hostile.len())
    );
    for broken in &listing.broken {
        assert_eq!(broken.problem.code(), "catalog_corrupt");
        assert!(!broken.problem.to_string().contains(char::is_control));
    }
    assert_eq!(
        catalog.verify(|_| {}).unwrap().problems().count(),
        hostile.len()
    );
}

#[test]
fn a_layer_that_lies_about_its_data_is_found() {
    let (_dir, catalog) = catalog();
    let entry = catalog.resolve(&"good".parse().unwrap()).unwrap();
    for (key, value) in [
        ("io.fic.native.length", "4999"),
        ("io.fic.native.length", "5001"),
    ] {
        let path = catalog
            .root()
            .join("blobs/sha256")
            .join(entry.manifest.hex());
        let mut manifest: Value = serde_json::from_slice(&fs::read(path).unwrap()).unwrap();
        manifest["annotations"][key] = json!(value);
        let mut descriptor = put_blob(&catalog, manifest.to_string().as_bytes());
        descriptor["mediaType"] = json!(MANIFEST);
        descriptor["annotations"] = json!({"org.opencontainers.image.ref.name": "lie:1"});
        push(&catalog, descriptor);
        let lie = catalog.resolve(&"lie:1".parse().unwrap()).unwrap();
        let error = std::io::copy(
            &mut catalog.open_native(&lie).unwrap(),
            &mut std::io::sink(),
        )
        .unwrap_err();
        assert_eq!(
            fic_bitstream::catalog::CatalogError::from_io(error)
                .unwrap()
                .code(),
            "digest_mismatch"
        );
    }
}

#[test]
fn entries_of_other_tools_and_what_they_need_stay() {
    let (_dir, catalog) = catalog();
    let layer = put_blob(&catalog, b"a layer");
    let config = put_blob(&catalog, b"{\"a\":1}");
    let manifest = json!({"schemaVersion": 2, "config": config, "layers": [layer]});
    let mut manifest = put_blob(&catalog, manifest.to_string().as_bytes());
    manifest["mediaType"] = json!(MANIFEST);
    let nested = put_blob(
        &catalog,
        json!({"schemaVersion": 2, "manifests": [manifest]})
            .to_string()
            .as_bytes(),
    );
    let unknown = put_blob(
        &catalog,
        json!({"parts": {"x": put_blob(&catalog, b"deep")}})
            .to_string()
            .as_bytes(),
    );
    let loose = put_blob(&catalog, b"loose");
    let mut nested_index = nested.clone();
    nested_index["mediaType"] = json!("application/vnd.oci.image.index.v1+json");
    nested_index["annotations"] = json!({"org.opencontainers.image.ref.name": "image:1"});
    push(&catalog, nested_index);
    push(&catalog, unknown);
    let swept = catalog.gc(NOW).unwrap();
    assert_eq!(
        swept
            .blobs
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>(),
        [loose["digest"].as_str().unwrap()]
    );
    // Its name is taken, and not ours to replace or remove.
    assert_eq!(
        code(catalog.add(&b"x"[..], &meta("image:1"), IfTaken::Replace)),
        "name_taken"
    );
    assert_eq!(
        code(catalog.remove(&"image:1".parse().unwrap())),
        "not_found"
    );
    assert_eq!(catalog.list(&Filter::default()).unwrap().foreign, 2);
}
