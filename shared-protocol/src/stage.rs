//! Messages that bring a design to the board's store

use serde::Deserialize;
use serde::Serialize;

use crate::Digest;

/// How a chunk's data is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum ChunkEncoding {
    /// As is.
    Raw,
    /// One LZ4 block (no frame), at most [`crate::limits::CHUNK_LEN`] bytes when decompressed.
    Lz4,
}

/// A piece of a design.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chunk<'a> {
    /// Which design.
    pub digest: Digest,
    /// Where it starts, bytes of native data from the beginning.
    pub offset: u32,
    /// Bytes of native data in it, 1..=[`crate::limits::CHUNK_LEN`].
    pub len: u16,
    /// How `data` is written.
    pub encoding: ChunkEncoding,
    /// The bytes.
    pub data: &'a [u8],
}

/// Where the transfer of a design stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct StageState {
    /// Offset of the next byte that the board wants; the length when it has all.
    pub next_offset: u32,
    /// The design is whole and checked in the store.
    pub complete: bool,
    /// This answers a chunk that came too late or too early and was dropped.
    pub gap: bool,
}
