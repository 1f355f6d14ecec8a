//! Whatever the bytes are, nothing panics, and how they are cut changes nothing.

mod support;

use fic_bitstream::source::BitHeader;
use fic_bitstream::synth::SynthOptions;
use fic_bitstream::{Analyzer, Part, Summary, inspect};
use fic_error::Diagnostic as _;
use proptest::prelude::*;
use support::{compressed, gzip, native, synth_bit_file, zstd};

fn analyze(data: &[u8], chunks: &[usize]) -> Summary {
    let mut analyzer = Analyzer::new();
    let mut rest = data;
    for len in chunks.iter().cycle().map(|len| len + 1) {
        let (piece, after) = rest.split_at(len.min(rest.len()));
        analyzer.push(piece);
        rest = after;
        if rest.is_empty() {
            break;
        }
    }
    analyzer.finish()
}

fn stream(name: &str, partial: bool) -> Vec<u8> {
    native(
        Part::by_name(name).expect("a known part"),
        &SynthOptions {
            partial,
            ..compressed()
        },
    )
}

/// Words that mean something to the decoder, far more often than chance would give.
fn word() -> impl Strategy<Value = u32> {
    prop_oneof![
        Just(0xAA99_5566),
        Just(0x2000_0000),
        Just(0xFFFF_FFFF),
        Just(0x0000_000D),
        (0_u32..32, 0_u32..4).prop_map(|(register, count)| 0x3000_0000 | register << 13 | count),
        (0_u32..40).prop_map(|count| 0x5000_0000 | count),
        Just(0x3003_C000),
        any::<u32>(),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn chunking_changes_nothing(words in prop::collection::vec(word(), 0..300), tail in 0_usize..4,
                                chunks in prop::collection::vec(0_usize..40, 1..10)) {
        let mut bytes: Vec<u8> = words.iter().flat_map(|word| word.to_be_bytes()).collect();
        bytes.truncate(bytes.len().saturating_sub(tail));
        let whole = analyze(&bytes, &[usize::MAX / 2]);
        prop_assert_eq!(analyze(&bytes, &chunks), whole);
        prop_assert_eq!(analyze(&bytes, &[0]), whole);
        prop_assert_eq!(u64::from(whole.words) * 4 + u64::from(whole.ragged_bytes), whole.len_bytes);
    }

    #[test]
    fn any_bytes_are_only_refused(bytes: Vec<u8>) {
        prop_assert!(inspect(&bytes[..]).is_err());
        let _ = BitHeader::read(&mut &bytes[..]);
    }

    #[test]
    fn chunks_of_a_good_stream(chunks in prop::collection::vec(0_usize..9_000, 1..10)) {
        let data = stream("xcku115", false);
        prop_assert_eq!(analyze(&data, &chunks).check(), Ok(()));
    }

    #[test]
    fn changed_bytes_never_panic(changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..20),
                                 cut: prop::sample::Index, kind in 0_usize..4) {
        let part = Part::by_name("xcku115").unwrap();
        let mut file = match kind {
            0 => stream("xcku115", false),
            1 => synth_bit_file(part, true),
            2 => gzip(&synth_bit_file(part, false)),
            _ => zstd(&synth_bit_file(part, true)),
        };
        for (index, value) in changes {
            let at = index.index(file.len());
            file[at] = value;
        }
        file.truncate(cut.index(file.len()) + 1);
        if let Ok(report) = inspect(&file[..]) {
            prop_assert_eq!(report.ok, report.error.is_none());
            prop_assert!(!report.to_string().is_empty());
        }
    }
}

/// 300 MB of zeros behind a good stream come to 300 KB of gzip.
#[test]
fn what_unpacks_without_end_is_stopped() {
    let mut data = stream("xcku095", false);
    data.resize(data.len() + (300 << 20), 0);
    let bomb = gzip(&data);
    assert!(bomb.len() < 4 << 20);
    assert_eq!(inspect(&bomb[..]).unwrap_err().code(), "too_large");
}
