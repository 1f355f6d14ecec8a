//! Made-up files for the tests of this crate.
#![allow(dead_code, clippy::unwrap_used)]

use std::io::Write;

use fic_bitstream::Part;
use fic_bitstream::synth::{SynthOptions, synth, synth_bit};
use flate2::Compression;
use flate2::write::GzEncoder;

pub fn native(part: &'static Part, options: &SynthOptions) -> Vec<u8> {
    let mut data = Vec::new();
    let length = synth(part, options, &mut data).unwrap();
    assert_eq!(length, data.len() as u64);
    data
}

/// A small full stream.
pub fn compressed() -> SynthOptions {
    SynthOptions {
        compress: true,
        ..SynthOptions::default()
    }
}

/// A small `.bit` with the data of [`compressed`], or a partial one.
pub fn synth_bit_file(part: &'static Part, partial: bool) -> Vec<u8> {
    let mut file = Vec::new();
    synth_bit(
        part,
        &SynthOptions {
            partial,
            ..compressed()
        },
        "test",
        &mut file,
    )
    .unwrap();
    file
}

pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

pub fn zstd(bytes: &[u8]) -> Vec<u8> {
    ruzstd::encoding::compress_to_vec(bytes, ruzstd::encoding::CompressionLevel::Fastest)
}
