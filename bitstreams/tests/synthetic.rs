//! Made-up bitstreams: their sizes, and that every reader of the crate takes them for what they are.

mod support;

use std::io::{Cursor, Read};

use fic_bitstream::convert::{Target, convert};
use fic_bitstream::source::NativeReader;
use fic_bitstream::synth::{SynthOptions, synth};
use fic_bitstream::{Analyzer, ByteOrder, Part, inspect};
use fic_error::Diagnostic as _;
use support::{compressed, gzip, native, synth_bit_file, zstd};

#[test]
fn full_streams_have_the_sizes_of_ug570() {
    let sizes = [
        ("xcku040", 16_006_908),
        ("xcku060", 24_124_908),
        ("xcku095", 35_843_364),
        ("xcku115", 48_251_520),
    ];
    for (name, expected) in sizes {
        let part = Part::by_name(name).unwrap();
        let data = native(part, &SynthOptions::default());
        assert_eq!(data.len(), expected, "{name}");
        let mut analyzer = Analyzer::new();
        data.chunks(70_001).for_each(|chunk| analyzer.push(chunk));
        let summary = analyzer.finish();
        assert_eq!(summary.check_for_part(part), Ok(()), "{name}");
        assert_eq!(summary.crc_checks(), (2 * u32::from(part.dies), 0));
        for die in summary.dies() {
            assert_eq!(die.fdri_words, u64::from(part.array_words()));
        }
    }
}

#[test]
fn headers_of_hardware_4_3() {
    let part = Part::by_name("xcku115").unwrap();
    let data = native(
        part,
        &SynthOptions {
            fill: 0.0,
            ..SynthOptions::default()
        },
    );
    let word = |index: usize| u32::from_be_bytes(*data[4 * index..].first_chunk().unwrap());
    assert_eq!(word(69), 0x505C_0562);
    let first_die = 537 + 6_030_690;
    assert_eq!(word(first_die), 0xAA99_5566);
    assert_eq!(
        (word(first_die + 9), word(first_die + 10)),
        (0x3003_C000, 0x505C_077F)
    );
}

#[test]
fn every_order_and_wrapping_is_the_same_design() {
    for (name, partial) in [("xcku095", false), ("xcku115", false), ("xcku115", true)] {
        let part = Part::by_name(name).unwrap();
        let data = native(
            part,
            &SynthOptions {
                partial,
                ..compressed()
            },
        );
        let plain = inspect(&data[..]).unwrap();
        assert!(plain.ok, "{plain}");
        assert_eq!((plain.part, plain.kind == "partial"), (Some(name), partial));
        for order in ByteOrder::ALL {
            let mut bytes = data.clone();
            order.from_native(&mut bytes);
            for file in [
                bytes.clone(),
                gzip(&bytes),
                zstd(&bytes),
                gzip(&zstd(&bytes)),
            ] {
                let report = inspect(&file[..]).unwrap();
                assert_eq!((report.ok, report.byte_order), (true, order));
                assert_eq!(report.sha256, plain.sha256);
            }
        }
        let bit = inspect(Cursor::new(synth_bit_file(part, partial))).unwrap();
        assert_eq!((bit.ok, bit.sha256.as_str()), (true, plain.sha256.as_str()));
        assert_eq!(bit.container, "bit");
    }
}

#[test]
fn conversion_keeps_the_data() {
    let part = Part::by_name("xcku095").unwrap();
    let file = synth_bit_file(part, false);
    let report = inspect(&file[..]).unwrap();
    for order in ByteOrder::ALL {
        let mut raw = Cursor::new(Vec::new());
        let mut data = NativeReader::new(&file[..]).unwrap();
        let header = data.info().header.clone().unwrap();
        let converted = convert(&mut data, &Target::Raw(order), &mut raw).unwrap();
        assert_eq!(converted.sha256, report.sha256);
        let mut back = Cursor::new(Vec::new());
        let mut data = NativeReader::new(&raw.get_ref()[..]).unwrap();
        assert_eq!(data.info().order, order);
        let empty = fic_bitstream::source::BitHeader {
            data_len: 0,
            ..header
        };
        convert(&mut data, &Target::Bit(empty), &mut back).unwrap();
        assert_eq!(back.into_inner(), file);
    }
}

#[test]
fn streams_are_deterministic_and_seeds_differ() {
    let part = Part::by_name("xcku095").unwrap();
    let with = |seed| {
        native(
            part,
            &SynthOptions {
                seed,
                ..compressed()
            },
        )
    };
    assert_eq!(with(7), with(7));
    assert_ne!(with(7), with(8));
}

#[test]
fn what_cannot_be_made_up() {
    for name in ["xcku085", "xc7a35t", "xcvu9p"] {
        let part = Part::by_name(name).unwrap();
        let error = synth(part, &SynthOptions::default(), std::io::sink()).unwrap_err();
        assert_eq!(error.code(), "unknown_part", "{name}");
    }
    let part = Part::by_name("xcku095").unwrap();
    for fill in [-0.1, 1.1, f64::NAN] {
        let options = SynthOptions {
            fill,
            ..SynthOptions::default()
        };
        assert_eq!(
            synth(part, &options, std::io::sink()).unwrap_err().code(),
            "out_of_range"
        );
    }
}

#[test]
fn reader_gives_native_bytes_in_any_read_size() {
    let part = Part::by_name("xcku095").unwrap();
    let data = native(part, &compressed());
    let mut swapped = data.clone();
    ByteOrder::Smap16.from_native(&mut swapped);
    for size in [1, 3, 4, 4_097, 1 << 20] {
        let mut reader = NativeReader::new(&swapped[..]).unwrap();
        let (mut buffer, mut read) = (vec![0; size], Vec::new());
        loop {
            let count = reader.read(&mut buffer).unwrap();
            if count == 0 {
                break;
            }
            read.extend_from_slice(&buffer[..count]);
        }
        assert_eq!(read, data, "{size}");
    }
}
