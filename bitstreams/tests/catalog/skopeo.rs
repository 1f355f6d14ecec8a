//! Another implementation of the layout: skopeo reads an entry and copies it out and back.

use std::path::Path;
use std::process::{Command, Output};

use fic_bitstream::catalog::{ARTIFACT_TYPE, Catalog, EntryMeta, Filter, IfTaken, LAYER_TYPE};
use serde_json::Value;

use crate::support::{add, data, read, skip};

fn skopeo(arguments: &[&str]) -> Output {
    // The copies are local: no policy of the machine has a say in them.
    Command::new("skopeo")
        .arg("--insecure-policy")
        .args(arguments)
        .output()
        .unwrap()
}

fn oci(root: &Path, name: &str) -> String {
    format!("oci:{}:{name}", root.display())
}

fn copy(from: &str, to: &str) {
    let out = skopeo(&["copy", from, to]);
    assert!(
        out.status.success(),
        "{from} to {to}: {}",
        String::from_utf8_lossy(&out.stderr)
    );
}

#[test]
fn skopeo_reads_and_copies_out_and_back() {
    if Command::new("skopeo").arg("--version").output().is_err() {
        return skip(
            "skopeo_reads_and_copies_out_and_back",
            "skopeo is not installed",
        );
    }
    let dir = tempfile::tempdir().unwrap();
    let (ours, theirs, back) = (
        dir.path().join("ours"),
        dir.path().join("theirs"),
        dir.path().join("back"),
    );
    let catalog = Catalog::create(&ours).unwrap();
    let bytes = data(1, 300_000);
    let meta = EntryMeta {
        part: Some("xcku060".into()),
        ..EntryMeta::named("blink")
    };
    let entry = catalog
        .add(&bytes[..], &meta, IfTaken::Refuse)
        .unwrap()
        .entry;
    add(&catalog, "other:1", &data(2, 1000)).unwrap();

    let out = skopeo(&["inspect", "--raw", &oci(&ours, "blink:1")]);
    assert!(
        out.status.success(),
        "{}",
        String::from_utf8_lossy(&out.stderr)
    );
    let manifest: Value = serde_json::from_slice(&out.stdout).unwrap();
    assert_eq!(manifest["artifactType"], ARTIFACT_TYPE);
    assert_eq!(manifest["layers"][0]["mediaType"], LAYER_TYPE);
    assert_eq!(
        manifest["annotations"]["io.fic.native.digest"],
        entry.identity.to_string()
    );
    assert_eq!(manifest["annotations"]["io.fic.part"], "xcku060");

    // Out to a layout of its own, which is a catalog too, and on into a second one under a new name.
    copy(&oci(&ours, "blink:1"), &oci(&theirs, "blink:1"));
    let copied = Catalog::open(&theirs).unwrap();
    let found = copied.resolve(&"blink".parse().unwrap()).unwrap();
    assert_eq!(
        (found.identity, found.manifest, found.layer),
        (entry.identity, entry.manifest, entry.layer)
    );
    assert_eq!(found.part, entry.part);
    add(&copied, "own:1", &data(3, 1000)).unwrap();
    let second = Catalog::create(&back).unwrap();
    add(&second, "before:1", &data(4, 1000)).unwrap();
    copy(&oci(&theirs, "blink:1"), &oci(&back, "lab/renamed:7"));
    copy(&oci(&theirs, "blink:1"), &oci(&back, "plain"));

    // And back into the catalog that it came from.
    copy(&oci(&theirs, "own:1"), &oci(&ours, "own:1"));
    assert_eq!(read(&catalog, "own:1"), data(3, 1000));
    assert_eq!(catalog.list(&Filter::default()).unwrap().entries.len(), 3);

    assert_eq!(read(&second, "lab/renamed:7"), bytes);
    assert_eq!(read(&second, "plain:1"), bytes);
    assert_eq!(read(&second, "before"), data(4, 1000));
    assert!(add(&second, "lab/renamed:7", &bytes).unwrap().already_there);
    for catalog in [&catalog, &copied, &second] {
        assert!(catalog.verify(|_| {}).unwrap().is_ok());
        assert!(catalog.list(&Filter::default()).unwrap().broken.is_empty());
    }
}
