//! Damaged `.bit` headers, shifted and wrapped data.

use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;

use super::BadFile;
use crate::part::Part;
use crate::source::{BitHeader, MAX_WRAPPINGS};

fn header(part: &str, data_len: usize) -> Vec<u8> {
    BitHeader {
        design: "bad;COMPRESS=TRUE;UserID=0XFFFFFFFF;Version=fic-synth".into(),
        part: part.into(),
        date: "2026/01/01".into(),
        time: "00:00:00".into(),
        data_len: data_len as u32,
        repeated: false,
    }
    .to_bytes()
}

fn gzip(data: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    // Writing to memory does not fail; a short file would be caught by the corpus's own test.
    let _ = encoder.write_all(data);
    encoder.finish().unwrap_or_default()
}

pub(super) fn bad_containers(data: &[u8], part: &Part) -> Vec<BadFile> {
    let mut files = bad_headers(data, part);
    files.extend(shifted(data));
    files.extend(wrapped(data));
    files
}

fn bad_headers(data: &[u8], part: &Part) -> Vec<BadFile> {
    let good = header(part.name, data.len());
    let other = if part.name == "xcku060" {
        "xcku040"
    } else {
        "xcku060"
    };
    let with = |header: &[u8], data: &[u8]| [header, data].concat();
    let start = &good[..13];
    vec![
        BadFile::new("bit-header-alone", "empty", good.clone()),
        BadFile::new("bit-header-cut", "bad_header", &good[..60]),
        BadFile::new(
            "bit-header-cut-in-length",
            "bad_header",
            &good[..good.len() - 2],
        ),
        BadFile::new(
            "bit-header-endless-field",
            "bad_header",
            with(start, b"a\xff\xffname"),
        ),
        BadFile::new(
            "bit-header-endless-fields",
            "bad_header",
            with(start, &b"c\x10\x00".repeat(50_000)),
        ),
        BadFile::new(
            "bit-header-unknown-field",
            "bad_header",
            with(start, b"q\x00\x01\x00"),
        ),
        BadFile::new(
            "bit-length-zero",
            "trailing_data",
            with(&header(part.name, 0), data),
        ),
        BadFile::new(
            "bit-length-too-large",
            "truncated",
            with(&header(part.name, data.len() + 4), data),
        ),
        BadFile::new(
            "bit-length-largest",
            "truncated",
            with(&header(part.name, u32::MAX as usize), data),
        ),
        BadFile::new(
            "bit-length-too-small",
            "trailing_data",
            with(&header(part.name, data.len() - 400), data),
        ),
        BadFile::new(
            "bit-cut-by-a-byte",
            "truncated",
            with(&good, &data[..data.len() - 1]),
        ),
        BadFile::new(
            "bit-cut-in-half",
            "truncated",
            with(&good, &data[..data.len() / 2]),
        ),
        BadFile::new(
            "bit-with-text-after-it",
            "trailing_data",
            [&good[..], data, b"-- end --"].concat(),
        ),
        BadFile::new(
            "bit-header-of-another-part",
            "part_mismatch",
            with(&header(other, data.len()), data),
        ),
        BadFile::new(
            "bit-header-around-a-program",
            "no_sync",
            with(&header(part.name, 400), &b"\x7fELF".repeat(100)),
        ),
    ]
}

fn shifted(data: &[u8]) -> Vec<BadFile> {
    let mirrored: Vec<u8> = data.iter().map(|byte| byte.rotate_left(4)).collect();
    vec![
        BadFile::new(
            "a-byte-before-it",
            "unaligned_sync",
            [&[0xFF], data].concat(),
        ),
        BadFile::new("a-byte-lost-before-it", "unaligned_sync", &data[1..]),
        BadFile::new(
            "text-before-it",
            "leading_data",
            [b"bitstream of the day....", data].concat(),
        ),
        BadFile::new("half-bytes-exchanged", "no_sync", mirrored),
        BadFile::new(
            "newlines-translated",
            "unaligned_sync",
            [b"\r\n\r", data].concat(),
        ),
    ]
}

fn wrapped(data: &[u8]) -> Vec<BadFile> {
    let once = gzip(data);
    let zstd = ruzstd::encoding::compress_to_vec(data, ruzstd::encoding::CompressionLevel::Fastest);
    let mut often = data.to_vec();
    for _ in 0..=MAX_WRAPPINGS {
        often = gzip(&often);
    }
    let mut garbled = once.clone();
    let at = garbled.len() - 6;
    garbled[at] ^= 0x10;
    vec![
        BadFile::new("gzip-cut", "bad_compression", &once[..once.len() / 2]),
        BadFile::new("gzip-wrong-checksum", "bad_compression", garbled),
        BadFile::new("gzip-of-nothing", "empty", gzip(&[])),
        BadFile::new("gzip-of-text", "wrong_vendor", gzip(b"just a text\n")),
        BadFile::new("gzip-too-often", "too_nested", often),
        BadFile::new("zstd-cut", "bad_compression", &zstd[..zstd.len() / 2]),
        BadFile::new(
            "zstd-garbage",
            "bad_compression",
            b"\x28\xb5\x2f\xfd\xff\xff\xff\xff".repeat(40),
        ),
    ]
}
