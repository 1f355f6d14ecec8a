//! postcard bodies: all bytes or nothing

use serde::Deserialize;
use serde::Serialize;

/// Why a body could not be written or read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CodecError {
    /// The message does not fit in the buffer.
    TooLong,
    /// The bytes are no message of this version: a newer peer, or damage that the CRC missed.
    Malformed,
    /// A message was read but bytes are left over.
    Trailing,
}

/// Encodes `message` into `out` and returns the bytes used.
///
/// # Errors
/// [`CodecError::TooLong`] if `out` is too small.
pub fn encode<'o, T: Serialize>(message: &T, out: &'o mut [u8]) -> Result<&'o [u8], CodecError> {
    postcard::to_slice(message, out)
        .map(|used| &*used)
        .map_err(|_| CodecError::TooLong)
}

/// Decodes a whole body.
///
/// # Errors
/// [`CodecError::Malformed`] or [`CodecError::Trailing`].
pub fn decode<'a, T: Deserialize<'a>>(body: &'a [u8]) -> Result<T, CodecError> {
    match postcard::take_from_bytes(body) {
        Ok((message, [])) => Ok(message),
        Ok(_) => Err(CodecError::Trailing),
        Err(_) => Err(CodecError::Malformed),
    }
}
