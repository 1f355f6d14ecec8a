//! Tripwires: nobody changes or adds a message unnoticed
#![allow(clippy::unwrap_used, reason = "a test may panic")]

use crc::CRC_32_ISO_HDLC;
use crc::Crc;
use fic_error::Diagnostic as _;
use fic_protocol::codec::decode;
use fic_protocol::codec::encode;
use fic_protocol::samples;
use fic_protocol::*;
use serde::Serialize;

fn bytes<T: Serialize>(message: &T) -> Vec<u8> {
    let mut buffer = [0; samples::MAX_SAMPLE_LEN];
    encode(message, &mut buffer).unwrap().to_vec()
}

#[test]
fn schema_hash_is_that_of_the_samples() {
    let crc = Crc::<u32>::new(&CRC_32_ISO_HDLC);
    let mut digest = crc.digest();
    samples::requests()
        .iter()
        .for_each(|m| digest.update(&bytes(m)));
    samples::responses()
        .iter()
        .for_each(|m| digest.update(&bytes(m)));
    samples::events()
        .iter()
        .for_each(|m| digest.update(&bytes(m)));
    samples::errors()
        .iter()
        .for_each(|m| digest.update(&bytes(m)));
    let hash = digest.finalize();
    assert_eq!(
        SCHEMA_HASH, hash,
        "a message changed: undo that, or (a new variant only) set SCHEMA_HASH to {hash:#010X}, \
         raise CURRENT_VERSION and add tests/versioning/vNN.rs"
    );
}

#[test]
fn each_sample_stands_at_its_variant() {
    for (i, m) in samples::requests().iter().enumerate() {
        assert_eq!(bytes(m)[0] as usize, i, "{m:?}");
    }
    for (i, m) in samples::responses().iter().enumerate() {
        assert_eq!(bytes(m)[0] as usize, i, "{m:?}");
    }
    for (i, m) in samples::errors().iter().enumerate() {
        assert_eq!(bytes(m)[0] as usize, i, "{m:?}");
    }
}

/// A variant that has no sample would decode from a higher first byte.
#[test]
fn no_higher_variant_decodes() {
    let filler = |first: usize| {
        let mut body = vec![0; 400];
        body[0] = first as u8;
        body
    };
    for first in samples::requests().len()..128 {
        let body = filler(first);
        assert!(
            !decodes_at_any_length::<HostRequest<'_>>(&body),
            "request {first} has no sample"
        );
    }
    for first in samples::responses().len()..128 {
        assert!(
            !decodes_at_any_length::<BoardResponse>(&filler(first)),
            "response {first} has no sample"
        );
    }
    for first in samples::errors().len()..128 {
        assert!(
            !decodes_at_any_length::<BoardError>(&filler(first)),
            "error {first} has no sample"
        );
    }
    for first in samples::events().len()..128 {
        assert!(
            !decodes_at_any_length::<BoardEvent>(&filler(first)),
            "event {first} has no sample"
        );
    }
}

fn decodes_at_any_length<'a, T: serde::Deserialize<'a>>(body: &'a [u8]) -> bool {
    (1..=body.len()).any(|len| decode::<T>(&body[..len]).is_ok())
}

#[test]
fn a_body_with_bytes_left_over_is_refused() {
    for m in samples::requests() {
        let mut body = bytes(&m);
        assert_eq!(decode::<HostRequest<'_>>(&body).unwrap(), m);
        body.push(0);
        assert_eq!(
            decode::<HostRequest<'_>>(&body),
            Err(codec::CodecError::Trailing)
        );
    }
}

#[test]
fn error_codes_are_distinct_words() {
    let codes: Vec<_> = samples::errors().iter().map(|e| e.code()).collect();
    for code in &codes {
        assert!(
            code.chars().all(|c| c.is_ascii_lowercase() || c == '_'),
            "{code}"
        );
    }
    let mut unique = codes.clone();
    unique.sort_unstable();
    unique.dedup();
    // `crc_error` names a damaged design and what the FPGA says of one.
    assert_eq!(unique.len(), codes.len() - 1);
}

#[test]
fn each_version_has_its_byte_tests() {
    let dir = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/versioning");
    for version in MIN_VERSION..=CURRENT_VERSION {
        let file = format!("{dir}/v{version:02}.rs");
        assert!(std::path::Path::new(&file).exists(), "{file} is missing");
    }
}
