//! Frames and messages from a peer that sends anything
//!
//! The input is used three ways, because a CRC keeps random bytes from ever reaching
//! the message decoders: as a byte stream, as the body of every kind, and inside a
//! frame that is whole.
#![no_main]

use fic_protocol::codec;
use fic_protocol::frame::*;
use fic_protocol::limits::*;
use fic_protocol::*;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    stream(input);
    bodies(input);
    whole_frame(input);
});

/// The frames found do not depend on how the line cuts the bytes.
fn stream(input: &[u8]) {
    let at_once = frames(input, input.len().max(1));
    let step = usize::from(input.first().copied().unwrap_or(0)) + 1;
    assert_eq!(at_once, frames(input, step));
    let zeros = input.iter().filter(|&&byte| byte == 0).count();
    assert!(at_once.len() <= zeros, "a frame without an end");
}

type Found = Result<(Header, Vec<u8>), FrameError>;

fn frames(input: &[u8], step: usize) -> Vec<Found> {
    let mut deframer = Deframer::new();
    let mut found = Vec::new();
    for mut piece in input.chunks(step) {
        while !piece.is_empty() {
            let (taken, frame) = deframer.push(piece);
            assert!(taken > 0 && taken <= piece.len(), "no progress");
            piece = &piece[taken..];
            if let Some(frame) = frame {
                found.push(frame.map(|frame| {
                    bodies(frame.body);
                    (frame.header, frame.body.to_vec())
                }));
            }
        }
    }
    found
}

/// What decodes once, encodes, and decodes to the same.
///
/// Not to the same bytes: a number may arrive in a longer form than ours.
macro_rules! again {
    ($message:ty, $body:expr) => {
        if let Ok(message) = codec::decode::<$message>($body) {
            let mut out = vec![0; $body.len().max(1)];
            let encoded = codec::encode(&message, &mut out).expect("ours is the shortest form");
            assert_eq!(codec::decode::<$message>(encoded).as_ref(), Ok(&message));
        }
    };
}

fn bodies(body: &[u8]) {
    again!(HostRequest<'_>, body);
    again!(BoardResponse, body);
    again!(BoardEvent, body);
    if let Some(hello) = Hello::from_bytes(body) {
        assert_eq!(Hello::from_bytes(&hello.to_bytes()), Some(hello));
    }
    if let Some(welcome) = Welcome::from_bytes(body) {
        assert_eq!(Welcome::from_bytes(&welcome.to_bytes()), Some(welcome));
    }
    if let Some(refusal) = Refusal::from_bytes(body) {
        assert_eq!(Refusal::from_bytes(&refusal.to_bytes()), Some(refusal));
    }
}

/// Any body that fits comes back unchanged; one that does not is refused.
fn whole_frame(input: &[u8]) {
    let (id, body) = match input.split_first_chunk::<4>() {
        Some((id, body)) => (u32::from_le_bytes(*id), body),
        None => (0, input),
    };
    let header = Header {
        version: CURRENT_VERSION,
        kind: Kind::Request,
        id,
    };
    let mut wire = [0; MAX_WIRE_LEN];
    match encode_frame(header, body, &mut wire) {
        Ok(len) => {
            assert_eq!(wire[..len].iter().position(|&b| b == 0), Some(len - 1));
            assert_eq!(
                decode_frame(&mut wire[..len - 1]),
                Ok(Frame { header, body })
            );
        }
        Err(error) => {
            assert_eq!(error, FrameError::TooLong);
            assert!(
                body.len() > MAX_BODY_LEN,
                "a body that must fit was refused"
            );
        }
    }
}
