//! Literal bytes of each protocol version
#![allow(clippy::unwrap_used, reason = "a test may panic")]

use fic_protocol::codec::decode;
use fic_protocol::codec::encode;
use fic_protocol::samples;
use serde::Deserialize;
use serde::Serialize;

#[path = "versioning/v01.rs"]
mod v01;
#[path = "versioning/v02.rs"]
mod v02;

fn check<'a, T>(message: &T, bytes: &'a [u8])
where
    T: Serialize + Deserialize<'a> + PartialEq + std::fmt::Debug,
{
    let mut buffer = [0; samples::MAX_SAMPLE_LEN];
    assert_eq!(encode(message, &mut buffer).unwrap(), bytes, "{message:?}");
    assert_eq!(&decode::<T>(bytes).unwrap(), message);
}
