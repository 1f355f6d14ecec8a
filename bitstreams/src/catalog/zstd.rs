//! zstd in independent frames of one chunk each, so that nothing is ever held whole.

use std::io::{self, BufRead, BufReader, Read};
use std::panic::{self, AssertUnwindSafe};

use ruzstd::decoding::{BlockDecodingStrategy, FrameDecoder};
use ruzstd::encoding::{CompressionLevel, compress_to_vec};

/// Native bytes in a frame. ruzstd's encoder looks back 128 KiB at most, so longer frames would
/// not be smaller: 1 MiB costs 0.005 % against one frame for all.
pub(super) const CHUNK_BYTES: usize = 1 << 20;

/// The largest window that is decoded: what the format asks every decoder to support. It bounds
/// memory when another tool compressed the layer.
const MAX_WINDOW_BYTES: u64 = 8 << 20;

/// One frame with these bytes. The same bytes give the same frame.
///
/// The encoder is young, panics instead of returning errors, and a design must never be stored in
/// a form that cannot be read: so each frame is decoded once more here, and stored uncompressed
/// if that does not give the same bytes. The check costs a third of the time to compress.
pub(super) fn encode(chunk: &[u8]) -> Vec<u8> {
    let tight = panic::catch_unwind(|| compress_to_vec(chunk, CompressionLevel::Fastest)).ok();
    tight
        .filter(|frame| decodes_to(frame, chunk))
        .unwrap_or_else(|| compress_to_vec(chunk, CompressionLevel::Uncompressed))
}

fn decodes_to(frame: &[u8], chunk: &[u8]) -> bool {
    let compare = || {
        let mut decoder = Decoder::new(frame);
        let mut buffer = vec![0; 1 << 16];
        let mut rest = chunk;
        loop {
            match decoder.read(&mut buffer) {
                Ok(0) => return rest.is_empty(),
                Ok(n) => match rest.strip_prefix(&buffer[..n]) {
                    Some(after) => rest = after,
                    None => return false,
                },
                Err(_) => return false,
            }
        }
    };
    panic::catch_unwind(AssertUnwindSafe(compare)).unwrap_or(false)
}

/// Reads any number of frames up to the end of the source.
pub(crate) struct Decoder<R> {
    source: BufReader<R>,
    frame: FrameDecoder,
    in_frame: bool,
}

impl<R: Read> Decoder<R> {
    pub(crate) fn new(source: R) -> Self {
        let mut frame = FrameDecoder::new();
        frame.set_max_window_size(MAX_WINDOW_BYTES);
        Self {
            source: BufReader::with_capacity(1 << 16, source),
            frame,
            in_frame: false,
        }
    }

    /// Decodes until there is something to hand out; `false` at the end of the source.
    fn fill(&mut self) -> io::Result<bool> {
        while self.frame.can_collect() == 0 {
            if !self.in_frame || self.frame.is_finished() {
                if self.source.fill_buf()?.is_empty() {
                    return Ok(false);
                }
                self.in_frame = false;
                self.frame.reset(&mut self.source).map_err(invalid)?;
                self.in_frame = true;
            }
            self.frame
                .decode_blocks(&mut self.source, BlockDecodingStrategy::UptoBlocks(1))
                .map_err(invalid)?;
        }
        Ok(true)
    }
}

impl<R: Read> Read for Decoder<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.is_empty() || !self.fill()? {
            return Ok(0);
        }
        self.frame.read(buffer)
    }
}

fn invalid(error: impl std::error::Error + Send + Sync + 'static) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, error)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_follow_each_other() {
        let parts: [&[u8]; 4] = [&[7; 300_000], b"x", &[1, 2, 3, 4, 5, 6, 7], &[0; 9]];
        let stored: Vec<u8> = parts.iter().flat_map(|part| encode(part)).collect();
        let mut back = Vec::new();
        Decoder::new(&stored[..]).read_to_end(&mut back).unwrap();
        assert_eq!(back, parts.concat());
    }

    #[test]
    fn damage_never_panics() {
        let stored = encode(
            &(0..20_000u32)
                .flat_map(|i| (i * i).to_be_bytes())
                .collect::<Vec<_>>(),
        );
        for at in (0..stored.len()).step_by(97) {
            let mut bad = stored.clone();
            bad[at] ^= 0x55;
            let _ = io::copy(&mut Decoder::new(&bad[..]), &mut io::sink());
            let _ = io::copy(&mut Decoder::new(&stored[..at]), &mut io::sink());
        }
    }
}
