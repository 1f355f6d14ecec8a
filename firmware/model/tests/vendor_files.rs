//! Real vendor files, through `FIC_REAL_BITSTREAMS`
#![allow(missing_docs, clippy::unwrap_used, clippy::panic)]

mod common;

use common::host::DONE;
use common::host::Host;
use common::host::INIT;
use common::real;
use common::stream::KU115;
use common::stream::NOP;
use common::stream::full_2;

const FULL: [(&str, &str); 2] = [
    ("xcku040-compressed.bit", "xcku040"),
    ("xcku060-compressed.bit", "xcku060"),
];

/// What a word is to the device: whether a flip in it must be noticed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Dummy words, NOPs, values before the first RCRC, the tail: silicon does not look.
    Ignored,
    /// The sync word, headers, and data under a CRC check.
    Checked,
}

fn kinds(words: &[u32]) -> Vec<Kind> {
    let mut kinds = vec![Kind::Ignored; words.len()];
    let sync = words.iter().position(|&w| w == 0xAA99_5566).unwrap();
    kinds[sync] = Kind::Checked;
    let mut under_crc = false;
    let mut at = sync + 1;
    while at < words.len() {
        let word = words[at];
        let write = word >> 29 == 1 && word >> 27 & 3 == 2;
        let count = if write { (word & 0x7FF) as usize } else { 0 };
        let rcrc = word == 0x3000_8001 && words[at + 1] == 7;
        if write && under_crc {
            kinds[at..=at + count].fill(Kind::Checked);
        }
        under_crc |= rcrc;
        at += 1 + count;
    }
    // The DESYNC after the last check: only five bits of a command are looked at.
    let last = words.iter().rposition(|&w| w == 0x3000_0001).unwrap();
    kinds[last + 2..].fill(Kind::Ignored);
    kinds
}

fn places(kinds: &[Kind], kind: Kind, count: usize) -> Vec<usize> {
    let all: Vec<usize> = (0..kinds.len()).filter(|&i| kinds[i] == kind).collect();
    (0..count)
        .map(|i| all[i * (all.len() - 1) / (count - 1)])
        .collect()
}

fn checked(count: usize) {
    println!("checked {count} real vendor files");
    if count == 0 {
        println!("skipped: FIC_REAL_BITSTREAMS is not set or holds none of them");
    }
}

#[test]
fn full_files_configure_in_both_widths() {
    let mut count = 0;
    for (file, part) in FULL {
        let Some(words) = real::words(file) else {
            continue;
        };
        for wide in [false, true] {
            let mut host = Host::part(part, wide);
            assert!(host.load(&words), "{file}, x16 {wide}");
            host.release();
            assert_eq!(host.rules(), Vec::<&str>::new(), "{file}");
            assert_eq!(host.counter("loads_ok"), 1);
        }
        count += 1;
    }
    checked(count);
}

#[test]
fn done_rises_where_the_vendors_own_model_raises_it() {
    let Some(words) = real::words("xcku040-compressed.bit") else {
        return checked(0);
    };
    for (wide, at) in [(true, 1_182_684), (false, 2_365_364)] {
        let mut host = Host::part("xcku040", wide);
        host.connect();
        assert!(host.program());
        host.select();
        let per_word = if wide { 2 } else { 4 };
        let before = host.counter("cclk_rising");
        host.words(&words[..words.len() - 400]);
        while !host.is(DONE) {
            host.clocks(1);
        }
        assert_eq!(host.counter("cclk_rising") - before, at);
        assert_eq!(
            words.len() * per_word - at as usize,
            796 * per_word / 2 + if wide { 0 } else { 4 }
        );
    }
    checked(1);
}

#[test]
fn one_flipped_bit_at_a_hundred_places_never_configures() {
    let mut count = 0;
    for (file, part) in FULL {
        let Some(words) = real::words(file) else {
            continue;
        };
        let kinds = kinds(&words);
        for (i, place) in places(&kinds, Kind::Checked, 100).into_iter().enumerate() {
            let mut host = Host::part(part, true);
            let flip = format!("{place}:{}", i * 7 % 32);
            host.m.set("fault.flip", &flip).unwrap();
            assert!(!host.load(&words), "{file} {flip}");
        }
        count += 1;
    }
    checked(count);
}

#[test]
fn flips_that_silicon_does_not_look_at_do_no_harm() {
    let Some(words) = real::words("xcku040-compressed.bit") else {
        return checked(0);
    };
    let kinds = kinds(&words);
    let nops: Vec<usize> = places(&kinds, Kind::Ignored, 30);
    for (i, place) in nops.into_iter().filter(|&p| words[p] == NOP).enumerate() {
        let mut host = Host::part("xcku040", true);
        host.m
            .set("fault.flip", &format!("{place}:{}", i * 5 % 32))
            .unwrap();
        assert!(host.load(&words), "{place}");
    }
    checked(1);
}

#[test]
fn a_file_for_another_part_is_refused_by_the_device() {
    let Some(words) = real::words("xcku060-compressed.bit") else {
        return checked(0);
    };
    for mut host in [Host::mk1(), Host::mk2(), Host::part("xcku040", true)] {
        assert!(!host.load(&words));
        assert!(!host.is(INIT));
        assert_eq!(host.counter("id_errors"), 1);
    }
    checked(1);
}

#[test]
fn another_family_is_refused_by_the_device() {
    let Some(words) = real::words("other-family-xc7a35t.bit") else {
        return checked(0);
    };
    // A 7-series lead-in is shorter: start at the first word of its own.
    let mut host = Host::mk2();
    assert!(!host.load(&words));
    assert!(!host.is(INIT));
    checked(1);
}

#[test]
fn the_clearing_file_of_two_dies_flags_nothing() {
    let Some(words) = real::words("xcku115-partial-clear.bit") else {
        return checked(0);
    };
    let mut host = Host::mk2();
    assert!(host.load(&full_2(KU115, 200).words));
    let errors = host.counter("crc_errors") + host.counter("id_errors");
    host.send(&words);
    assert_eq!(
        host.counter("crc_errors") + host.counter("id_errors"),
        errors
    );
    assert!(host.is(INIT));
    assert!(host.is(DONE));
    assert!(
        !host.m.configured(),
        "shut down until the partial file comes"
    );
    assert_eq!(host.counter("loads_failed"), 0);
    assert_eq!(host.rules(), Vec::<&str>::new());
    let mut blank = Host::mk2();
    assert!(!blank.load(&words), "blank");
    checked(1);
}
