//! A disk that is really full.
#![cfg(unix)]

use std::path::Path;
use std::process::Command;

use fic_bitstream::catalog::Catalog;
use fic_error::Diagnostic as _;

use crate::support::{NOW, add, again, code, data, given, listed, read, skip};

/// A small file system of its own, unmounted on drop.
struct Small<'a>(&'a Path);

impl<'a> Small<'a> {
    fn mount(path: &'a Path) -> Option<Self> {
        let mut mount = Command::new("mount");
        mount
            .args(["-t", "tmpfs", "-o", "size=512k", "tmpfs"])
            .arg(path);
        mount
            .output()
            .is_ok_and(|out| out.status.success())
            .then_some(Self(path))
    }
}

impl Drop for Small<'_> {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(self.0).status();
    }
}

#[test]
fn a_full_disk_loses_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let Some(_small) = Small::mount(dir.path()) else {
        return skip("a_full_disk_loses_nothing", "mounting a tmpfs needs root");
    };
    let catalog = Catalog::create(dir.path().join("catalog")).unwrap();
    // What a user would find to delete.
    let spare = dir.path().join("spare");
    std::fs::write(&spare, vec![1; 64 << 10]).unwrap();
    let mut seed = 0;
    let error = loop {
        match add(&catalog, &format!("d{seed}:1"), &data(seed, 60_000)) {
            Ok(_) => seed += 1,
            Err(error) => break error,
        }
    };
    assert_eq!(error.code(), "no_space");
    assert!(seed > 3);
    // Fill the rest to the last byte: then not even an index can be written.
    let filler = dir.path().join("filler");
    assert!(std::fs::write(&filler, vec![1; 1 << 20]).is_err());
    assert_eq!(code(add(&catalog, "tiny:1", b"x")), "no_space");
    assert_eq!(code(catalog.remove(&"d0:1".parse().unwrap())), "no_space");
    assert_eq!(listed(&catalog).len() as u64, seed);
    for i in 0..seed {
        assert_eq!(read(&catalog, &format!("d{i}")), data(i, 60_000));
    }
    assert!(catalog.verify(|_| {}).unwrap().is_ok());
    // With a little room, remove and gc make more.
    std::fs::remove_file(&spare).unwrap();
    catalog.remove(&"d0:1".parse().unwrap()).unwrap();
    catalog.gc(NOW).unwrap();
    add(&catalog, "again:1", &data(99, 60_000)).unwrap();
}

/// A limit on file size needs no root; as for a full disk, a write ends in the middle.
#[test]
fn a_write_that_ends_in_the_middle_loses_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let catalog = Catalog::create(dir.path()).unwrap();
    add(&catalog, "keep:1", &data(1, 200_000)).unwrap();
    let child = again("full_disk::child", dir.path());
    // sh counts in 512 bytes; the signal would kill instead of failing the write.
    let status = Command::new("sh")
        .args(["-c", "trap '' XFSZ; ulimit -f 64; exec \"$@\"", "sh"])
        .arg(child.get_program())
        .args(child.get_args())
        .env("FIC_TEST_CATALOG", dir.path())
        .status()
        .unwrap();
    assert!(status.success());
    assert_eq!(listed(&catalog).len(), 2);
    assert_eq!(read(&catalog, "keep"), data(1, 200_000));
    assert!(catalog.verify(|_| {}).unwrap().is_ok());
}

#[test]
#[ignore = "run by a_write_that_ends_in_the_middle_loses_nothing in another process"]
fn child() {
    let Some(catalog) = given() else { return };
    assert_eq!(code(add(&catalog, "big:1", &data(2, 200_000))), "no_space");
    add(&catalog, "small:1", &data(3, 1000)).unwrap();
}
