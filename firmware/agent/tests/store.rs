//! The store: restarts, full disks, leftovers, other agents
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may panic")]

mod support;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::thread;
use std::time::Duration;

use fic_agent::store::DiskStore;
use fic_core::Staged;
use fic_core::Store;
use fic_core::StoreError;
use fic_error::Diagnostic as _;
use fic_protocol::Digest;
use support::noise;

fn open(path: &Path) -> DiskStore {
    DiskStore::open(path, None).unwrap()
}

fn limited(path: &Path, limit: u64) -> DiskStore {
    DiskStore::open(path, Some(limit)).unwrap()
}

fn name(n: u8) -> Digest {
    Digest([n; 32])
}

/// A whole design of this many bytes; the store does not hash.
fn put(store: &mut DiskStore, n: u8, len: u32) -> Result<(), StoreError> {
    store.begin(&name(n), len)?;
    store.append(&name(n), 0, &vec![n; len as usize])?;
    store.commit(&name(n))?;
    // Times of files are compared below.
    thread::sleep(Duration::from_millis(5));
    Ok(())
}

fn designs(store: &mut DiskStore) -> Vec<u8> {
    let names = 0..=255;
    names.filter(|&n| store.find(&name(n)).is_some()).collect()
}

fn files(path: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(path)
        .unwrap()
        .map(|file| file.unwrap().file_name().into_string().unwrap())
        .map(|name| name.split_at(name.len().saturating_sub(8)).1.to_owned())
        .collect();
    names.sort();
    names
}

#[test]
fn a_transfer_goes_on_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let data = noise(100_000, 1);
    let mut store = open(folder.path());
    store.begin(&name(1), 100_000).unwrap();
    for piece in 0..5 {
        let at = piece * 8192;
        store
            .append(&name(1), at as u32, &data[at..at + 8192])
            .unwrap();
    }
    drop(store);
    let mut store = open(folder.path());
    let staged = Staged {
        len_bytes: 100_000,
        have_bytes: 40_960,
        complete: false,
    };
    assert_eq!(store.find(&name(1)), Some(staged));
    let mut back = vec![0; 40_960];
    store.read(&name(1), 0, &mut back).unwrap();
    assert!(back == data[..40_960]);
    assert_eq!(store.commit(&name(1)), Err(StoreError::Range));
    store.append(&name(1), 40_960, &data[40_960..]).unwrap();
    store.commit(&name(1)).unwrap();
    drop(store);
    let mut store = open(folder.path());
    let staged = store.find(&name(1)).unwrap();
    assert!(staged.complete && staged.have_bytes == 100_000);
    let mut back = vec![0; 1000];
    store.read(&name(1), 99_000, &mut back).unwrap();
    assert!(back == data[99_000..]);
    assert_eq!(files(folder.path()), ["1.native", "lock"]);
}

#[test]
fn what_is_out_of_range_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = open(folder.path());
    let mut byte = [0];
    assert_eq!(store.append(&name(1), 0, &[1]), Err(StoreError::Missing));
    assert_eq!(store.commit(&name(1)), Err(StoreError::Missing));
    assert_eq!(store.read(&name(1), 0, &mut byte), Err(StoreError::Missing));
    assert_eq!(store.discard(&name(1)), Ok(()));
    store.begin(&name(1), 8).unwrap();
    assert_eq!(store.append(&name(1), 4, &[1]), Err(StoreError::Range));
    assert_eq!(store.append(&name(1), 0, &[1; 9]), Err(StoreError::Range));
    store.append(&name(1), 0, &[1; 4]).unwrap();
    assert_eq!(store.read(&name(1), 4, &mut byte), Err(StoreError::Range));
    assert_eq!(
        store.read(&name(1), u32::MAX, &mut byte),
        Err(StoreError::Range)
    );
    store.append(&name(1), 4, &[1; 4]).unwrap();
    store.commit(&name(1)).unwrap();
    store.commit(&name(1)).unwrap();
    assert_eq!(store.append(&name(1), 8, &[1]), Err(StoreError::Range));
}

#[test]
fn leftovers_are_cleaned_and_strangers_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str| folder.path().join(name);
    let hex = |n: u8| name(n).to_string();
    fs::write(file("record.tmp"), b"half").unwrap();
    fs::write(file(&format!("{}.len.tmp", hex(1))), b"1").unwrap();
    // A part without a length, a length without a part, a part longer than it should be,
    // and lengths that are none.
    fs::write(file(&format!("{}.part", hex(2))), b"abc").unwrap();
    fs::write(file(&format!("{}.len", hex(3))), b"8").unwrap();
    fs::write(file(&format!("{}.part", hex(4))), b"123456789").unwrap();
    fs::write(file(&format!("{}.len", hex(4))), b"8").unwrap();
    for (n, text) in [(5, "-1"), (6, ""), (7, "99999999999"), (8, "999999999")] {
        fs::write(file(&format!("{}.part", hex(n))), b"1").unwrap();
        fs::write(file(&format!("{}.len", hex(n))), text).unwrap();
    }
    // The rename of a commit was done, the removal of the length not.
    fs::write(file(&format!("{}.native", hex(9))), b"whole").unwrap();
    fs::write(file(&format!("{}.len", hex(9))), b"5").unwrap();
    fs::write(file("README"), b"of somebody").unwrap();
    fs::write(file("short.native"), b"no digest").unwrap();
    let mut store = open(folder.path());
    assert_eq!(designs(&mut store), [9]);
    let mut left = files(folder.path());
    left.retain(|name| name != "lock");
    assert_eq!(left, ["9.native", "README", "t.native"]);
}

#[test]
fn two_agents_cannot_share_a_store() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    let error = DiskStore::open(folder.path(), None).unwrap_err();
    assert_eq!(error.code(), "store_locked");
    drop(store);
    open(folder.path());
}

#[test]
fn a_folder_that_cannot_be_made_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    fs::write(&file, b"").unwrap();
    let error = DiskStore::open(&file, None).unwrap_err();
    assert_eq!(error.code(), "store_failed");
}

#[test]
fn the_least_recently_used_goes_first() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = limited(folder.path(), 1000);
    for n in 1..=3 {
        put(&mut store, n, 300).unwrap();
    }
    // Reading is using, and survives a restart.
    store.read(&name(1), 0, &mut [0; 4]).unwrap();
    drop(store);
    let mut store = limited(folder.path(), 1000);
    put(&mut store, 4, 300).unwrap();
    assert_eq!(designs(&mut store), [1, 3, 4]);
    put(&mut store, 5, 700).unwrap();
    assert_eq!(designs(&mut store), [4, 5]);
}

#[test]
fn what_runs_and_what_comes_in_stays() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = limited(folder.path(), 1000);
    put(&mut store, 1, 300).unwrap();
    let mut record = vec![9, 9];
    record.extend(name(1).0);
    store.put_record(&record).unwrap();
    store.begin(&name(2), 300).unwrap();
    store.append(&name(2), 0, &[1; 10]).unwrap();
    put(&mut store, 3, 300).unwrap();
    put(&mut store, 4, 300).unwrap();
    assert_eq!(designs(&mut store), [1, 2, 4]);
    // What came in has its room, so the next one has none, and nobody goes for nothing.
    assert_eq!(put(&mut store, 5, 500), Err(StoreError::Full));
    assert_eq!(designs(&mut store), [1, 2, 4]);
    store.append(&name(2), 10, &[1; 290]).unwrap();
    store.commit(&name(2)).unwrap();
    assert_eq!(put(&mut store, 6, 1001), Err(StoreError::Full));
    assert_eq!(designs(&mut store), [1, 2, 4]);
}

#[test]
fn how_full_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = limited(folder.path(), 1000);
    put(&mut store, 1, 300).unwrap();
    store.begin(&name(2), 200).unwrap();
    store.append(&name(2), 0, &[0; 50]).unwrap();
    let status = store.status();
    assert_eq!((status.designs, status.used_bytes), (1, 350));
    assert_eq!(status.free_bytes, 500);
    store.discard(&name(1)).unwrap();
    store.discard(&name(2)).unwrap();
    let status = store.status();
    assert_eq!((status.designs, status.used_bytes), (0, 0));
    assert_eq!(files(folder.path()), ["lock"]);
}

#[test]
fn the_record_is_old_or_new() {
    let folder = tempfile::tempdir().unwrap();
    let mut out = [0; 512];
    let mut store = open(folder.path());
    assert_eq!(store.record(&mut out), Ok(0));
    store.put_record(b"first").unwrap();
    store.put_record(b"second").unwrap();
    drop(store);
    // The agent was killed between writing and renaming.
    fs::write(folder.path().join("record.tmp"), b"thi").unwrap();
    let mut store = open(folder.path());
    assert_eq!(store.record(&mut out), Ok(6));
    assert_eq!(&out[..6], b"second");
    assert_eq!(store.record(&mut out[..3]), Err(StoreError::Range));
    drop(store);
    fs::write(folder.path().join("record"), vec![0; 5000]).unwrap();
    assert_eq!(open(folder.path()).record(&mut out), Ok(0));
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_loses_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = open(folder.path());
    put(&mut store, 1, 5000).unwrap();
    store.begin(&name(2), 5000).unwrap();
    store.append(&name(2), 0, &[2; 1000]).unwrap();
    let part = folder.path().join(format!("{}.part", name(2)));
    drop(store);
    // From here on the disk is full for this file.
    let kept = folder.path().join("kept");
    fs::rename(&part, &kept).unwrap();
    std::os::unix::fs::symlink(&kept, &part).unwrap();
    let mut store = open(folder.path());
    assert_eq!(store.find(&name(2)).unwrap().have_bytes, 1000);
    fs::remove_file(&part).unwrap();
    std::os::unix::fs::symlink("/dev/full", &part).unwrap();
    let full = store.append(&name(2), 1000, &[2; 100]);
    assert_eq!(full, Err(StoreError::Full));
    assert_eq!(store.find(&name(2)).unwrap().have_bytes, 1000);
    assert!(store.find(&name(1)).unwrap().complete);
    // And now it is not.
    fs::rename(&kept, &part).unwrap();
    store.append(&name(2), 1000, &[2; 4000]).unwrap();
    store.commit(&name(2)).unwrap();
    let mut back = vec![0; 5000];
    store.read(&name(2), 0, &mut back).unwrap();
    assert_eq!(back, vec![2; 5000]);
}

#[test]
fn many_transfers_at_once_stay_apart() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = open(folder.path());
    for n in 0..10 {
        store.begin(&name(n), 1000).unwrap();
    }
    for offset in (0..1000).step_by(100) {
        for n in 0..10 {
            store.append(&name(n), offset, &[n; 100]).unwrap();
        }
    }
    for n in 0..10 {
        store.commit(&name(n)).unwrap();
        let mut back = vec![0; 1000];
        store.read(&name(n), 0, &mut back).unwrap();
        assert_eq!(back, vec![n; 1000]);
    }
}

/// A long random life with restarts, beside a map that does the same.
#[test]
fn it_behaves_as_a_map_that_survives_restarts() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = open(folder.path());
    let mut map: BTreeMap<u8, (u32, Vec<u8>, bool)> = BTreeMap::new();
    for (step, dice) in noise(3000, 42).chunks_exact(3).enumerate() {
        let n = dice[0] % 6;
        let entry = map.get(&n).cloned();
        match (dice[1] % 16, entry) {
            (0, _) => {
                drop(store);
                store = open(folder.path());
            }
            (1, _) => {
                store.discard(&name(n)).unwrap();
                map.remove(&n);
            }
            (2 | 3, _) => {
                let len = u32::from(dice[2]) * 4 + 4;
                store.begin(&name(n), len).unwrap();
                map.insert(n, (len, Vec::new(), false));
            }
            (4, Some((len, have, _))) => {
                let done = store.commit(&name(n));
                assert_eq!(done.is_ok(), have.len() == len as usize, "step {step}");
                if done.is_ok() {
                    map.get_mut(&n).unwrap().2 = true;
                }
            }
            (_, Some((len, have, complete))) => {
                let left = len as usize - have.len();
                let piece = vec![dice[2]; usize::from(dice[2]).min(left)];
                let done = store.append(&name(n), have.len() as u32, &piece);
                assert_eq!(done.is_ok(), !complete, "step {step}");
                if done.is_ok() {
                    map.get_mut(&n).unwrap().1.extend(piece);
                }
            }
            (_, None) => assert_eq!(store.find(&name(n)), None),
        }
        for (n, (len, have, complete)) in &map {
            let staged = store.find(&name(*n)).unwrap();
            assert_eq!(staged.len_bytes, *len);
            assert_eq!(staged.complete, *complete);
            let mut back = vec![0; staged.have_bytes as usize];
            store.read(&name(*n), 0, &mut back).unwrap();
            assert_eq!(&back, have, "step {step}");
        }
    }
}
