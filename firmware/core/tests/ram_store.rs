//! The store in memory: what fits, what goes, what stays
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may panic")]

use fic_core::MAX_RECORD_LEN;
use fic_core::MAX_STORED_NOTE_LEN;
use fic_core::RamStore;
use fic_core::Store;
use fic_core::StoreError;
use fic_protocol::Digest;

const HEAD: usize = MAX_RECORD_LEN + MAX_STORED_NOTE_LEN;

fn digest(n: u8) -> Digest {
    Digest([n; 32])
}

/// Stages a design of `len` bytes of `n`.
fn stage(store: &mut RamStore<'_>, n: u8, len: u32) -> Result<(), StoreError> {
    store.begin(&digest(n), len)?;
    store.append(&digest(n), 0, &vec![n; len as usize])?;
    store.commit(&digest(n))
}

fn holds(store: &mut RamStore<'_>, n: u8, len: u32) -> bool {
    let mut out = vec![0; len as usize];
    store.read(&digest(n), 0, &mut out).is_ok() && out == vec![n; len as usize]
}

#[test]
fn what_is_appended_can_be_read_in_any_piece() {
    let mut memory = vec![0xEE; HEAD + 1000];
    let mut store = RamStore::new(&mut memory);
    store.begin(&digest(1), 8).unwrap();
    store.append(&digest(1), 0, &[0, 1, 2, 3]).unwrap();
    let mut out = [0; 2];
    store.read(&digest(1), 2, &mut out).unwrap();
    assert_eq!(out, [2, 3]);
    // Memory that was never written is not part of the design.
    assert_eq!(store.read(&digest(1), 3, &mut out), Err(StoreError::Range));
    assert_eq!(store.commit(&digest(1)), Err(StoreError::Range));
    store.append(&digest(1), 4, &[4, 5, 6, 7]).unwrap();
    store.commit(&digest(1)).unwrap();
    store.read(&digest(1), 3, &mut out).unwrap();
    assert_eq!(out, [3, 4]);
    assert!(store.find(&digest(1)).unwrap().complete);
}

#[test]
fn appending_elsewhere_than_at_the_end_is_refused() {
    let mut memory = vec![0; HEAD + 1000];
    let mut store = RamStore::new(&mut memory);
    assert_eq!(store.append(&digest(1), 0, &[1]), Err(StoreError::Missing));
    store.begin(&digest(1), 4).unwrap();
    for (offset, data) in [(1, &[1][..]), (u32::MAX, &[1]), (0, &[1; 5])] {
        let refused = store.append(&digest(1), offset, data);
        assert_eq!(refused, Err(StoreError::Range), "{offset}");
    }
    store.append(&digest(1), 0, &[1; 4]).unwrap();
    store.commit(&digest(1)).unwrap();
    assert_eq!(store.append(&digest(1), 4, &[1]), Err(StoreError::Range));
}

#[test]
fn the_least_recently_used_goes_but_never_what_the_record_names() {
    let mut memory = vec![0; HEAD + 4 * 1024];
    let mut store = RamStore::new(&mut memory);
    for n in 1..=4 {
        stage(&mut store, n, 1024).unwrap();
    }
    let mut record = vec![7; 3];
    record.extend([1; 32]);
    store.put_record(&record).unwrap();
    assert!(holds(&mut store, 2, 1024));
    stage(&mut store, 5, 1024).unwrap();
    for (n, kept) in [(1, true), (2, true), (3, false), (4, true), (5, true)] {
        assert_eq!(holds(&mut store, n, 1024), kept, "{n}");
    }
    assert_eq!(store.status().used_bytes, 4096);
    assert_eq!(store.status().free_bytes, 0);
}

#[test]
fn what_cannot_fit_removes_nothing() {
    let mut memory = vec![0; HEAD + 4 * 1024];
    let mut store = RamStore::new(&mut memory);
    stage(&mut store, 1, 2048).unwrap();
    stage(&mut store, 2, 1024).unwrap();
    store.put_record(&[1; 32]).unwrap();
    assert_eq!(store.begin(&digest(3), 4096), Err(StoreError::Full));
    assert_eq!(store.begin(&digest(3), u32::MAX), Err(StoreError::Full));
    assert!(holds(&mut store, 1, 2048) && holds(&mut store, 2, 1024));
    assert_eq!(store.status().designs, 2);
}

#[test]
fn a_gap_between_designs_is_used_again() {
    let mut memory = vec![0; HEAD + 3 * 1024];
    let mut store = RamStore::new(&mut memory);
    for n in 1..=3 {
        stage(&mut store, n, 1024).unwrap();
    }
    store.discard(&digest(2)).unwrap();
    stage(&mut store, 4, 1000).unwrap();
    for n in [1, 3] {
        assert!(holds(&mut store, n, 1024), "{n}");
    }
    assert!(holds(&mut store, 4, 1000));
}

#[test]
fn many_tiny_designs_do_not_fill_the_list_for_good() {
    let mut memory = vec![0; HEAD + 64 * 1024];
    let mut store = RamStore::new(&mut memory);
    for n in 0..=255 {
        stage(&mut store, n, 4).unwrap();
        assert!(holds(&mut store, n, 4));
    }
    assert!(store.status().designs >= 16);
}

#[test]
fn record_and_note_are_kept_apart_and_bounded() {
    let mut memory = vec![0xEE; HEAD];
    let mut store = RamStore::new(&mut memory);
    let mut out = vec![0; MAX_STORED_NOTE_LEN];
    assert_eq!(store.record(&mut out), Ok(0));
    assert_eq!(store.note(&mut out), Ok(0));
    store.put_record(&[1; MAX_RECORD_LEN]).unwrap();
    store.put_note(&[2; MAX_STORED_NOTE_LEN]).unwrap();
    assert_eq!(store.record(&mut out), Ok(MAX_RECORD_LEN));
    assert_eq!(out[..MAX_RECORD_LEN], [1; MAX_RECORD_LEN]);
    assert_eq!(store.note(&mut out), Ok(MAX_STORED_NOTE_LEN));
    assert_eq!(out, [2; MAX_STORED_NOTE_LEN]);
    assert_eq!(
        store.put_record(&[1; MAX_RECORD_LEN + 1]),
        Err(StoreError::Full)
    );
    assert_eq!(store.record(&mut [0; 4]), Err(StoreError::Range));
}

#[test]
fn too_little_memory_is_full_and_no_panic() {
    for len in [0, 1, HEAD - 1, HEAD] {
        let mut memory = vec![0; len];
        let mut store = RamStore::new(&mut memory);
        assert_eq!(store.begin(&digest(1), 4), Err(StoreError::Full));
        let _ = store.put_record(&[1; MAX_RECORD_LEN]);
        let _ = store.put_note(&[1; MAX_STORED_NOTE_LEN]);
    }
}
