//! Version 2, byte by byte: what it adds to version 1
//!
//! If a test here fails you changed a message that agents in the field speak: revert
//! that change, never these bytes. New messages are new variants in a new version.

use fic_protocol::samples;

use super::check;

const DIGEST: &[u8] = &[0xD1; 32];
const LEASE: &[u8] = b"\x05uid 7\x07ann@lab\x03try\x05\xA7\x02\xAC\x02";

fn lease_state() -> Vec<u8> {
    [&[1], LEASE, &[1, 0]].concat()
}

#[test]
fn requests() {
    let bytes: [Vec<u8>; 8] = [
        b"\x17\xAC\x02\x03try".to_vec(),
        vec![24],
        vec![25],
        vec![26],
        vec![27],
        vec![28],
        vec![29, 0xAC, 0x02, 2],
        [&[30, 1], DIGEST].concat(),
    ];
    for (message, bytes) in samples::requests()[23..].iter().zip(&bytes) {
        check(message, bytes);
    }
}

#[test]
fn responses() {
    let health: &[u8] = b"\x04Pi 3\x01\xD7\x04\x01\xAC\x02\x00\x01\x05\x01\xAC\x02\x00";
    let bytes: [Vec<u8>; 4] = [
        [&[11], &lease_state()[..]].concat(),
        [&[12], LEASE].concat(),
        [
            b"\x0D\x01\x05uid 7",
            &lease_state()[..],
            &[1],
            DIGEST,
            health,
            &[2, 3, 0xAC, 0x02],
        ]
        .concat(),
        vec![14, 0xAC, 0x02, 2, 0x83, 0x01],
    ];
    for (message, bytes) in samples::responses()[11..].iter().zip(&bytes) {
        check(message, bytes);
    }
}

#[test]
fn errors() {
    for (i, error) in samples::errors().iter().enumerate().skip(31) {
        check(error, &[i as u8]);
    }
}
