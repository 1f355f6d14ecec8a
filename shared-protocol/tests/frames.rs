//! Frames: round trips, damage, resynchronisation, the handshake
#![allow(clippy::unwrap_used, reason = "a test may panic")]

use fic_protocol::frame::*;
use fic_protocol::limits::*;
use fic_protocol::*;
use proptest::prelude::*;

fn header(id: u32) -> Header {
    Header {
        version: 1,
        kind: Kind::Request,
        id,
    }
}

fn frame(id: u32, body: &[u8]) -> Vec<u8> {
    let mut out = vec![0; MAX_WIRE_LEN];
    let len = encode_frame(header(id), body, &mut out).unwrap();
    out.truncate(len);
    out
}

fn all(deframer: &mut Deframer, mut input: &[u8]) -> Vec<Result<(u32, Vec<u8>), FrameError>> {
    let mut out = Vec::new();
    while !input.is_empty() {
        let (taken, got) = deframer.push(input);
        input = &input[taken..];
        out.extend(got.map(|r| r.map(|f| (f.header.id, f.body.to_vec()))));
    }
    out
}

#[test]
fn the_longest_body_fits_and_one_byte_more_does_not() {
    let body = vec![0xAA; MAX_BODY_LEN];
    let wire = frame(1, &body);
    assert!(wire.len() <= MAX_WIRE_LEN);
    assert_eq!(all(&mut Deframer::new(), &wire), [Ok((1, body))]);
    let mut out = vec![0; MAX_WIRE_LEN];
    let long = vec![1; MAX_BODY_LEN + 64];
    assert_eq!(
        encode_frame(header(1), &long, &mut out),
        Err(FrameError::TooLong)
    );
}

#[test]
fn a_small_buffer_is_refused_at_every_size() {
    let wire = frame(9, &[0, 1, 2, 0, 3]);
    for size in 0..wire.len() {
        let mut out = vec![0; size];
        assert_eq!(
            encode_frame(header(9), &[0, 1, 2, 0, 3], &mut out),
            Err(FrameError::TooLong),
            "{size}"
        );
    }
}

#[test]
fn an_endless_line_is_dropped_and_the_next_frame_is_read() {
    let mut input = vec![0x55; 3 * MAX_WIRE_LEN];
    input.push(0);
    input.extend(frame(2, b"ok"));
    assert_eq!(
        all(&mut Deframer::new(), &input),
        [Err(FrameError::TooLong), Ok((2, b"ok".to_vec()))]
    );
}

#[test]
fn zeros_between_frames_are_idle() {
    let mut input = vec![0, 0, 0];
    input.extend(frame(3, b""));
    input.extend([0, 0]);
    assert_eq!(all(&mut Deframer::new(), &input), [Ok((3, vec![]))]);
}

#[test]
fn each_single_bit_error_is_found() {
    let good = frame(4, b"some body of a request");
    for bit in 0..(good.len() - 1) * 8 {
        let mut bad = good.clone();
        bad[bit / 8] ^= 1 << (bit % 8);
        let got = all(&mut Deframer::new(), &bad);
        assert!(got.iter().all(|r| r.is_err()), "bit {bit}: {got:?}");
    }
}

#[test]
fn unknown_kind_and_magic_are_refused() {
    for (at, error) in [(0, FrameError::Magic), (2, FrameError::Kind)] {
        let mut raw = vec![0xFC, 1, 3, 0, 0, 0, 0];
        raw[at] = 0x77;
        let crc = crc::Crc::<u32>::new(&crc::CRC_32_ISO_HDLC).checksum(&raw);
        raw.extend(crc.to_le_bytes());
        let mut wire = vec![0; 32];
        let len = cobs::encode(&raw, &mut wire);
        assert_eq!(decode_frame(&mut wire[..len]), Err(error));
    }
}

#[test]
fn the_highest_common_version_is_chosen() {
    let host = |min, current| Hello { min, current };
    assert_eq!(host(1, 3).choose(1, 2), Some(2));
    assert_eq!(host(2, 2).choose(1, 5), Some(2));
    assert_eq!(host(3, 4).choose(1, 2), None, "the board is too old");
    assert_eq!(host(1, 2).choose(3, 4), None, "the host is too old");
}

#[test]
fn the_frozen_bodies_have_these_bytes_for_ever() {
    assert_eq!(Hello { min: 1, current: 2 }.to_bytes(), [1, 2]);
    let welcome = Welcome {
        chosen: 2,
        min: 1,
        current: 3,
    };
    assert_eq!(welcome.to_bytes(), [2, 1, 3]);
    assert_eq!(Welcome::from_bytes(&[2, 1, 3, 99]), Some(welcome));
    let refusal = Refusal {
        reason: RefusalReason::Version,
        min: 1,
        current: 1,
    };
    assert_eq!(refusal.to_bytes(), [1, 1, 1]);
    assert_eq!(
        Refusal::from_bytes(&[200, 1, 1]).unwrap().reason,
        RefusalReason::Other
    );
    assert_eq!(Hello::from_bytes(&[1]), None);
}

proptest! {
    #[test]
    fn any_body_in_any_pieces_comes_back(
        bodies in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..600), 1..5),
        piece in 1usize..300,
    ) {
        let mut input = Vec::new();
        for (i, body) in bodies.iter().enumerate() {
            input.extend(frame(i as u32, body));
        }
        let mut deframer = Deframer::new();
        let got: Vec<_> = input.chunks(piece).flat_map(|p| all(&mut deframer, p)).collect();
        let want: Vec<_> = bodies.into_iter().enumerate().map(|(i, b)| Ok((i as u32, b))).collect();
        prop_assert_eq!(got, want);
    }

    #[test]
    fn after_any_noise_the_second_frame_arrives(noise in prop::collection::vec(any::<u8>(), 0..2000)) {
        let mut input = noise;
        input.extend(frame(1, b"may be lost"));
        input.extend(frame(2, b"must arrive"));
        let got = all(&mut Deframer::new(), &input);
        prop_assert_eq!(got.last(), Some(&Ok((2, b"must arrive".to_vec()))));
    }

    #[test]
    fn no_body_makes_decode_panic(body in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = codec::decode::<HostRequest<'_>>(&body);
        let _ = codec::decode::<BoardResponse>(&body);
    }
}
