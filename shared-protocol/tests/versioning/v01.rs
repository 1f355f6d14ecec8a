//! Version 1, byte by byte
//!
//! If a test here fails you changed a message that agents in the field speak: revert
//! that change, never these bytes. New messages are new variants in a new version.

use fic_protocol::samples;
use fic_protocol::*;

use super::check;

const DIGEST: &[u8] = &[0xD1; 32];
const LEN_48251520: &[u8] = &[0x80, 0x85, 0x81, 0x17];
const TIME_1700000000: &[u8] = &[0x80, 0xE2, 0xCF, 0xAA, 0x06];

fn record() -> Vec<u8> {
    let texts: &[u8] = b"\x03top\x03try\x07ann@lab";
    // mode x16, full; 600,000 us
    let rest: &[u8] = &[0xC0, 0xCF, 0x24];
    [DIGEST, texts, TIME_1700000000, &[1, 0], LEN_48251520, rest].concat()
}

fn identity() -> Vec<u8> {
    let hash: &[u8] = &[0x84, 0x86, 0x88, 0x08];
    // modelled; 300 s; 131,072 bytes
    let rest: &[u8] = &[1, 0xAC, 0x02, 0x80, 0x80, 0x08];
    [b"\x050.1.0", hash, b"\x03mk2\x07xcku115", rest].concat()
}

const BUSY: &[u8] = b"\x03bob\x04load\xDC\x0B";

#[test]
fn requests() {
    let bytes: [Vec<u8>; 23] = [
        b"\x00\x07ann@lab".to_vec(),
        vec![1],
        [&[2], DIGEST, &[0xAC, 0x02]].concat(),
        [&[3], DIGEST, &[0x80, 0x01, 3, 0, 3, 1, 2, 3]].concat(),
        [&[4], DIGEST].concat(),
        [&[5], DIGEST].concat(),
        [&[6], DIGEST, &[0, 1, 0], b"\x03top\x03try", TIME_1700000000].concat(),
        vec![7, 7],
        vec![8],
        vec![9],
        vec![10, 0xFC, 0xFF, 0x03, 1, 0],
        vec![11, 0xFB, 0xFF, 0x03, 2, 5, 0, 1],
        vec![12],
        vec![13],
        vec![14, 2, 1, 2],
        vec![15, 0xAC, 0x02],
        vec![16, 0, 0xAC, 0x02, 4],
        vec![17, 1, 8, 4, 1, 2, 3, 4],
        vec![18, 0xAC, 0x02, 8],
        vec![19],
        vec![20, 3, 1],
        [&[21, 1, 9], TIME_1700000000].concat(),
        vec![22],
    ];
    for (message, bytes) in samples::requests().iter().zip(&bytes) {
        check(message, bytes);
    }
}

#[test]
fn responses() {
    let status: &[u8] = &[2, 1, 1, 1, 0];
    let store: &[u8] = &[2, 0xAC, 0x02, 0xF0, 0xA2, 0x04];
    let bytes: [Vec<u8>; 11] = [
        vec![0],
        vec![1, 16, 1, 0x80, 0x20, 0, 0, 1, 1, 1],
        [&[2], BUSY].concat(),
        [&[3], &identity()[..]].concat(),
        [
            &[4],
            &identity()[..],
            status,
            &[1],
            &record(),
            &[0],
            &[1],
            BUSY,
            store,
        ]
        .concat(),
        vec![5, 0x83, 0x01, 0, 1],
        [&[6], &record()[..], &[0, 64, 12]].concat(),
        vec![7, 1, 0x93, 0xA1, 0xC3, 0x9C, 0x01, 0, 0],
        vec![8, 0xAC, 0x02],
        vec![9, 0xAC, 0x02, 0xF0, 0x01],
        [&[10, 3], &b"bob"[..], TIME_1700000000, &[5]].concat(),
    ];
    for (message, bytes) in samples::responses().iter().zip(&bytes) {
        check(message, bytes);
    }
}

#[test]
fn events() {
    let bytes = [&[0, 2, 0xAC, 0x02], LEN_48251520].concat();
    check(&samples::events()[0], &bytes);
}

#[test]
fn errors() {
    for (i, error) in samples::errors().iter().enumerate().take(31) {
        match error {
            BoardError::Image(_) => check(error, &[9, 4, 1, 99, 1, 2]),
            _ => check(error, &[i as u8]),
        }
    }
}

#[test]
fn a_whole_frame() {
    let header = frame::Header {
        version: 1,
        kind: frame::Kind::Request,
        id: 0x0102,
    };
    let mut wire = [0; 64];
    let len = frame::encode_frame(header, &[1], &mut wire).unwrap();
    // COBS code bytes stand where the header's zeros were; CRC-32 587EA3E5 little-endian.
    assert_eq!(wire[..len], *WHOLE_FRAME);
}

const WHOLE_FRAME: &[u8] = &[6, 0xFC, 1, 3, 2, 1, 1, 6, 1, 0xE5, 0xA3, 0x7E, 0x58, 0];
