//! Many threads and many processes at once.

use std::thread;
use std::time::Duration;

use fic_bitstream::catalog::{Catalog, Filter, IfTaken};
use fic_error::Diagnostic as _;

use crate::support::{NOW, add, again, data, given, given_number, listed, meta, read};

const EACH: u64 = 12;

/// One writer: names of its own, a name that all count up, and data that all add.
fn write(catalog: &Catalog, writer: u64) {
    for i in 0..EACH {
        let seed = 1000 * writer + i;
        add(catalog, &format!("own{writer}:{i}"), &data(seed, 2000)).unwrap();
        add(catalog, "counted", &data(500_000 + seed, 700)).unwrap();
        add(catalog, &format!("shared{writer}:{i}"), &data(i, 4000)).unwrap();
    }
}

/// Reads and sweeps while others write.
fn disturb(catalog: &Catalog) {
    for _ in 0..EACH {
        catalog.gc(NOW).unwrap();
        for entry in catalog.list(&Filter::default()).unwrap().entries {
            std::io::copy(
                &mut catalog.open_native(&entry).unwrap(),
                &mut std::io::sink(),
            )
            .unwrap();
        }
    }
}

fn check(catalog: &Catalog, writers: u64) {
    assert_eq!(listed(catalog).len() as u64, 3 * EACH * writers);
    for writer in 0..writers {
        for i in 0..EACH {
            assert_eq!(
                read(catalog, &format!("own{writer}:{i}")),
                data(1000 * writer + i, 2000)
            );
            assert_eq!(read(catalog, &format!("shared{writer}:{i}")), data(i, 4000));
        }
    }
    let counted = catalog
        .list(&Filter {
            name: Some("counted".into()),
            ..Filter::default()
        })
        .unwrap();
    let versions: Vec<String> = counted
        .entries
        .iter()
        .map(|entry| entry.version.clone())
        .collect();
    let expected: Vec<String> = (1..=writers * EACH)
        .map(|version| version.to_string())
        .collect();
    assert_eq!(versions, expected);
    assert!(catalog.verify(|_| {}).unwrap().is_ok());
    let swept = catalog.gc(NOW).unwrap();
    assert_eq!((swept.blobs.len(), swept.temp_files), (0, 0));
}

#[test]
fn threads_add_at_once() {
    let dir = tempfile::tempdir().unwrap();
    let catalog = Catalog::create(dir.path().join("new")).unwrap();
    thread::scope(|scope| {
        for writer in 0..6 {
            let catalog = &catalog;
            scope.spawn(move || write(catalog, writer));
        }
        scope.spawn(|| disturb(&catalog));
    });
    check(&catalog, 6);
}

#[test]
fn processes_add_at_once() {
    let dir = tempfile::tempdir().unwrap();
    let root = dir.path().join("new");
    let start = |n: u64| {
        again("processes::child", &root)
            .env("FIC_TEST_WRITER", n.to_string())
            .spawn()
            .unwrap()
    };
    let children: Vec<_> = (0..6).map(start).collect();
    for mut child in children {
        assert!(child.wait().unwrap().success());
    }
    check(&Catalog::open(root).unwrap(), 5);
}

#[test]
#[ignore = "run by processes_add_at_once in other processes"]
fn child() {
    let Some(catalog) = given() else { return };
    match given_number("FIC_TEST_WRITER") {
        5 => disturb(&catalog),
        writer => write(&catalog, writer),
    }
}

#[test]
fn one_version_goes_to_one_writer() {
    let dir = tempfile::tempdir().unwrap();
    let catalog = Catalog::create(dir.path()).unwrap();
    let won: Vec<bool> = thread::scope(|scope| {
        let run = |n: u64| {
            let catalog = &catalog;
            scope.spawn(move || {
                catalog
                    .add(&data(n, 3000)[..], &meta("one:1"), IfTaken::Refuse)
                    .is_ok()
            })
        };
        let all: Vec<_> = (0..8).map(run).collect();
        all.into_iter()
            .map(|thread| thread.join().unwrap())
            .collect()
    });
    assert_eq!(won.iter().filter(|won| **won).count(), 1);
    assert_eq!(listed(&catalog).len(), 1);
}

#[test]
fn a_writer_waits_for_the_lock_and_not_for_ever() {
    let dir = tempfile::tempdir().unwrap();
    let catalog = Catalog::create(dir.path()).unwrap();
    add(&catalog, "a:1", b"x").unwrap();
    let held = std::fs::File::open(dir.path().join(".fic/lock")).unwrap();
    held.lock().unwrap();
    let hasty = catalog.clone().with_lock_timeout(Duration::from_millis(50));
    let error = add(&hasty, "a:2", b"y").unwrap_err();
    assert_eq!(
        (error.code(), error.class().exit_code()),
        ("catalog_busy", 5)
    );
    assert_eq!(read(&hasty, "a:1"), b"x", "reading needs no lock");
    let free = thread::spawn(move || {
        thread::sleep(Duration::from_millis(100));
        drop(held);
    });
    add(&catalog, "a:2", b"y").unwrap();
    free.join().unwrap();
}
