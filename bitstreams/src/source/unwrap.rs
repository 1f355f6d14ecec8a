//! Taking off gzip and zstd, with bounds against what unpacks without end.

use std::io::{self, BufRead, BufReader, Read};

use flate2::bufread::MultiGzDecoder;

use crate::catalog::zstd::Decoder as ZstdDecoder;
use crate::error::BitstreamError;

/// How often data may be compressed over.
pub const MAX_WRAPPINGS: usize = 3;
/// The most bytes that any layer of a file may have: five times the largest known stream.
pub const MAX_NATIVE_BYTES: u64 = 256 << 20;

const BUFFER: usize = 64 << 10;

pub(super) type Input<'a> = BufReader<Box<dyn Read + Send + 'a>>;

/// A compression around a bitstream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wrapping {
    /// gzip, also of several members.
    Gzip,
    /// zstd, also of several frames.
    Zstd,
}

impl Wrapping {
    /// `gzip` or `zstd`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Gzip => "gzip",
            Self::Zstd => "zstd",
        }
    }

    fn detect(head: &[u8]) -> Option<Self> {
        match head {
            [0x1F, 0x8B, ..] => Some(Self::Gzip),
            [0x28, 0xB5, 0x2F, 0xFD, ..] => Some(Self::Zstd),
            _ => None,
        }
    }
}

/// Takes off every compression, outermost first.
pub(super) fn unwrap<'a>(
    reader: Box<dyn Read + Send + 'a>,
) -> Result<(Input<'a>, Vec<Wrapping>), BitstreamError> {
    let mut wrappings = Vec::new();
    let mut input: Input<'a> = buffered(Box::new(Limited {
        reader,
        left: MAX_NATIVE_BYTES,
    }));
    while let Some(wrapping) = Wrapping::detect(input.fill_buf().map_err(BitstreamError::from_io)?)
    {
        if wrappings.len() == MAX_WRAPPINGS {
            return Err(BitstreamError::TooNested {
                limit: MAX_WRAPPINGS,
            });
        }
        wrappings.push(wrapping);
        let reader: Box<dyn Read + Send + 'a> = match wrapping {
            Wrapping::Gzip => Box::new(MultiGzDecoder::new(input)),
            Wrapping::Zstd => Box::new(ZstdDecoder::new(input)),
        };
        let named = Named {
            reader,
            wrapping: wrapping.as_str(),
        };
        input = buffered(Box::new(Limited {
            reader: Box::new(named),
            left: MAX_NATIVE_BYTES,
        }));
    }
    Ok((input, wrappings))
}

fn buffered<'a>(reader: Box<dyn Read + Send + 'a>) -> Input<'a> {
    BufReader::with_capacity(BUFFER, reader)
}

/// Fails once more than `left` bytes come.
struct Limited<'a> {
    reader: Box<dyn Read + Send + 'a>,
    left: u64,
}

impl Read for Limited<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.reader.read(buffer)?;
        match self.left.checked_sub(count as u64) {
            Some(left) => self.left = left,
            None => {
                return Err(io::Error::other(BitstreamError::TooLarge {
                    limit: MAX_NATIVE_BYTES,
                }));
            }
        }
        Ok(count)
    }
}

/// Says which decoder failed; errors of this crate pass through.
struct Named<'a> {
    reader: Box<dyn Read + Send + 'a>,
    wrapping: &'static str,
}

impl Read for Named<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.reader.read(buffer).map_err(|error| {
            if error
                .get_ref()
                .is_some_and(|inner| inner.is::<BitstreamError>())
            {
                return error;
            }
            let (wrapping, reason) = (self.wrapping, error.to_string());
            io::Error::other(BitstreamError::BadCompression { wrapping, reason })
        })
    }
}
