//! One chunk: compressed where that makes it smaller

use fic_protocol::Chunk;
use fic_protocol::ChunkEncoding;
use fic_protocol::Digest;
use fic_protocol::limits::CHUNK_LEN;

/// Makes the chunks of one design, always in the same buffer.
pub(super) struct ChunkWriter {
    digest: Digest,
    packed: Box<[u8]>,
}

impl ChunkWriter {
    pub(super) fn new(digest: Digest) -> Self {
        let len = lz4_flex::block::get_maximum_output_size(CHUNK_LEN);
        Self {
            digest,
            packed: vec![0; len].into(),
        }
    }

    /// A chunk of at most [`CHUNK_LEN`] bytes.
    pub(super) fn write<'c>(&'c mut self, offset: u32, data: &'c [u8]) -> Chunk<'c> {
        let packed_len = lz4_flex::block::compress_into(data, &mut self.packed);
        let (encoding, bytes) = match packed_len {
            Ok(len) if len < data.len() => (ChunkEncoding::Lz4, &self.packed[..len]),
            _ => (ChunkEncoding::Raw, data),
        };
        Chunk {
            digest: self.digest,
            offset,
            len: data.len() as u16,
            encoding,
            data: bytes,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_shrinks_is_compressed_and_what_does_not_is_sent_as_is() {
        let mut writer = ChunkWriter::new(Digest([1; 32]));
        let chunk = writer.write(8192, &[0; CHUNK_LEN]);
        assert_eq!((chunk.offset, chunk.len), (8192, CHUNK_LEN as u16));
        assert_eq!(chunk.encoding, ChunkEncoding::Lz4);
        assert!(chunk.data.len() < 100);
        let back = lz4_flex::block::decompress(chunk.data, CHUNK_LEN).unwrap();
        assert_eq!(back, [0; CHUNK_LEN]);

        let mut state = 1u32;
        let noise: Vec<u8> = std::iter::repeat_with(|| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 24) as u8
        })
        .take(1000)
        .collect();
        let chunk = writer.write(0, &noise);
        assert_eq!(
            (chunk.encoding, chunk.data),
            (ChunkEncoding::Raw, &noise[..])
        );
    }
}
