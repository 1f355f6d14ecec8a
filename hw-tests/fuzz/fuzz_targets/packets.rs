//! Configuration packets from a file, or a host, that sends anything
//!
//! Used as it is, and behind the lead-in that makes a port listen, which random bytes
//! would seldom hit upon.
#![no_main]

use fic_bitstream::Analyzer;
use fic_bitstream::Part;
use fic_bitstream::Summary;
use libfuzzer_sys::fuzz_target;

const LEAD_IN: [u8; 24] = [
    0xFF, 0xFF, 0xFF, 0xFF, 0x00, 0x00, 0x00, 0xBB, 0x11, 0x22, 0x00, 0x44, 0xFF, 0xFF, 0xFF, 0xFF,
    0xAA, 0x99, 0x55, 0x66, 0x20, 0x00, 0x00, 0x00,
];

fuzz_target!(|input: &[u8]| {
    check(input);
    check(&[&LEAD_IN, input].concat());
});

fn check(data: &[u8]) {
    let summary = analyze(data, data.len().max(1));
    let step = usize::from(data.last().copied().unwrap_or(0)) + 1;
    assert_eq!(summary, analyze(data, step), "cut into pieces of {step}");

    assert_eq!(summary.len_bytes, data.len() as u64);
    assert_eq!(u64::from(summary.words), summary.len_bytes / 4);
    let (matched, wrong) = summary.crc_checks();
    assert_eq!(wrong > 0, summary.first_crc_failure.is_some());
    assert!(matched + wrong <= summary.words);
    assert!(summary.dies().iter().map(|die| die.fdri_words).sum::<u64>() <= summary.words.into());
    judge(&summary);
}

/// What is refused as such is refused for every part.
fn judge(summary: &Summary) {
    let sound = summary.check();
    let fitting = ["xcku040", "xcku060", "xcku095", "xcku115"]
        .into_iter()
        .filter_map(Part::by_name)
        .filter(|part| summary.check_for_part(part).is_ok())
        .count();
    assert!(fitting <= usize::from(sound.is_ok()));
    let _ = summary.verdict();
}

fn analyze(data: &[u8], step: usize) -> Summary {
    let mut analyzer = Analyzer::new();
    data.chunks(step).for_each(|piece| analyzer.push(piece));
    analyzer.finish()
}
