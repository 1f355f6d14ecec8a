//! Real vendor files, from the folder that `FIC_REAL_BITSTREAMS` names; none is part of the project.

mod support;

use std::path::{Path, PathBuf};

use fic_bitstream::source::BitHeader;
use fic_bitstream::{ByteOrder, Report, inspect, inspect_file};
use fic_error::Diagnostic as _;
use support::{gzip, zstd};

/// The files, or `None` (said aloud) if no folder is named.
fn files() -> Option<Vec<PathBuf>> {
    let Some(folder) = std::env::var_os("FIC_REAL_BITSTREAMS") else {
        println!("FIC_REAL_BITSTREAMS is not set: no real file was checked");
        return None;
    };
    let entries = std::fs::read_dir(&folder).expect("FIC_REAL_BITSTREAMS is a folder");
    let mut files: Vec<_> = entries
        .map(|entry| entry.expect("readable").path())
        .collect();
    assert!(
        !files.is_empty(),
        "FIC_REAL_BITSTREAMS names a folder without files"
    );
    files.sort();
    Some(files)
}

fn is_foreign(path: &Path) -> bool {
    path.file_name()
        .is_some_and(|name| name.to_string_lossy().starts_with("other-vendor"))
}

/// The data behind the header of a `.bit`.
fn body(file: &[u8]) -> Vec<u8> {
    let mut rest = file;
    match BitHeader::read(&mut rest) {
        Ok(_) => rest.to_vec(),
        Err(_) => file.to_vec(),
    }
}

fn check_orders(path: &Path, report: &Report) {
    let native = body(&std::fs::read(path).expect("readable"));
    for order in ByteOrder::ALL {
        let mut bytes = native.clone();
        order.from_native(&mut bytes);
        for file in [gzip(&bytes), zstd(&bytes), bytes] {
            let other = inspect(&file[..]).expect("recognised");
            assert_eq!(
                (other.ok, other.byte_order),
                (true, order),
                "{}",
                path.display()
            );
            assert_eq!(other.sha256, report.sha256);
            assert_eq!(other.summary, report.summary);
        }
    }
}

#[test]
fn every_real_file_is_recognised_in_every_order() {
    let Some(files) = files() else { return };
    let (mut sound, mut foreign) = (0, 0);
    for path in &files {
        if is_foreign(path) {
            let error = inspect_file(path).expect_err("another vendor's");
            assert_eq!(error.code(), "wrong_vendor", "{}", path.display());
            println!("{}: {error}", path.display());
            foreign += 1;
            continue;
        }
        let report = inspect_file(path).expect("recognised");
        println!("{}:\n{report}", path.display());
        assert!(report.ok, "{}", path.display());
        assert_eq!(report.summary.crc_checks().1, 0);
        check_orders(path, &report);
        sound += 1;
    }
    println!("checked {sound} real files in six orders, and {foreign} of other vendors");
}

#[test]
fn flipped_bits_of_real_files_are_seen() {
    let Some(files) = files() else { return };
    let mut checked = 0;
    for path in files.iter().filter(|path| !is_foreign(path)) {
        let family = inspect_file(path).expect("recognised").family;
        // NOPs of older families are not looked at so closely: see `Family::is_strict`.
        if !family.is_some_and(|family| family.starts_with("UltraScale")) {
            continue;
        }
        let native = body(&std::fs::read(path).expect("readable"));
        for place in 0..100_usize {
            // Beyond the preamble that no CRC covers, and before the tail.
            let at = 300 + (native.len() - 4_000) / 100 * place + place % 4;
            let mut bad = native.clone();
            bad[at] ^= 1 << (place % 8);
            let refused = inspect(&bad[..]).map_or(true, |report| !report.ok);
            assert!(refused, "{} byte {at}", path.display());
            checked += 1;
        }
    }
    println!("checked {checked} flips");
}

#[test]
fn clearing_file_of_two_dies() {
    let Some(files) = files() else { return };
    let Some(path) = files
        .iter()
        .find(|path| path.ends_with("xcku115-partial-clear.bit"))
    else {
        println!("no xcku115-partial-clear.bit there");
        return;
    };
    let report = inspect_file(path).expect("recognised");
    assert_eq!((report.kind, report.part), ("partial", Some("xcku115")));
    assert_eq!(report.idcodes, ["0390d093", "03902093"]);
    assert_eq!((report.sections, report.nested_sections), (4, 3));
    assert_eq!(report.summary.resyncs, 1);
    assert_eq!(report.summary.crc_checks(), (6, 0));
}
