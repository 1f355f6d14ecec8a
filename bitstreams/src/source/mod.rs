//! Opening a configuration file: wrappings off, container recognised, native bytes out.

mod header;
mod sniff;
mod sync;
mod unwrap;

use std::fs::File;
use std::io::{self, Cursor, Read};
use std::path::Path;

pub use header::{BitHeader, MAX_HEADER_BYTES};
pub use unwrap::{MAX_NATIVE_BYTES, MAX_WRAPPINGS, Wrapping};

use fic_error::{ImageError, ImageFault};

use crate::error::BitstreamError;
use crate::order::ByteOrder;

/// How far into the data a sync word is looked for. It stands within 304 bytes in bitstreams, and
/// within 120 KiB in the boot images that were seen.
const HEAD_BYTES: u64 = 512 << 10;
/// Bytes converted at a time; a multiple of four.
const CHUNK_BYTES: usize = 64 << 10;

/// What the configuration data stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Container {
    /// A `.bit` file with its header.
    Bit,
    /// The data alone.
    Raw,
    /// A boot image (bootgen) with the stream somewhere inside.
    BootImage,
}

impl Container {
    /// The word for it in reports.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Bit => "bit",
            Self::Raw => "raw",
            Self::BootImage => "boot-image",
        }
    }
}

/// What is known of a file before its data is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceInfo {
    /// Compressions around it, outermost first.
    pub wrappings: Vec<Wrapping>,
    /// What the data stands in.
    pub container: Container,
    /// The `.bit` header, if there is one.
    pub header: Option<BitHeader>,
    /// Order of the bytes in the file.
    pub order: ByteOrder,
    /// Bytes of a boot image left out before the stream.
    pub skipped_bytes: u64,
}

/// Configuration data of a file in native order, read as it comes; never held whole.
///
/// ```no_run
/// use std::io::Read;
/// let mut data = fic_bitstream::source::NativeReader::open("design.bit")?;
/// let mut first = [0; 64];
/// data.read_exact(&mut first)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct NativeReader<'a> {
    info: SourceInfo,
    input: Box<dyn Read + Send + 'a>,
    /// Bytes that the header announces and that have not come yet.
    announced_left: Option<u64>,
    chunk: Vec<u8>,
    taken: usize,
}

impl NativeReader<'static> {
    /// Opens a file.
    ///
    /// # Errors
    /// As [`new`](NativeReader::new), and if the file cannot be opened.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, BitstreamError> {
        let path = path.as_ref();
        let file = File::open(path).map_err(|source| BitstreamError::File {
            action: "open",
            path: path.to_owned(),
            source,
        })?;
        Self::new(file)
    }
}

impl<'a> NativeReader<'a> {
    /// Recognises what `reader` gives, from its first 512 KiB.
    ///
    /// # Errors
    /// Everything that is no configuration data, or that no order and offset makes sense of.
    pub fn new(reader: impl Read + Send + 'a) -> Result<Self, BitstreamError> {
        let (mut input, wrappings) = unwrap::unwrap(Box::new(reader))?;
        let mut start = Vec::new();
        read_head(&mut input, header::MAGIC.len() as u64, &mut start)?;
        let header = if start == header::MAGIC {
            Some(BitHeader::read(
                &mut Cursor::new(start.split_off(0)).chain(&mut input),
            )?)
        } else {
            None
        };
        let mut head = start;
        read_head(&mut input, HEAD_BYTES, &mut head)?;
        let found = locate(&head, header.is_some())?;
        let (container, skipped) = match header {
            Some(_) => (Container::Bit, 0),
            None if is_boot_image(&head) => (Container::BootImage, found.lead_in(&head)),
            None => (Container::Raw, 0),
        };
        if (found.offset - skipped) % 4 != 0 {
            return Err(BitstreamError::UnalignedSync {
                offset: found.offset as u64,
            });
        }
        let announced_left = header.as_ref().map(|header| u64::from(header.data_len));
        head.drain(..skipped);
        Ok(Self {
            info: SourceInfo {
                wrappings,
                container,
                header,
                order: found.order,
                skipped_bytes: skipped as u64,
            },
            input: Box::new(Cursor::new(head).chain(input)),
            announced_left,
            chunk: Vec::new(),
            taken: 0,
        })
    }

    /// What was recognised.
    pub fn info(&self) -> &SourceInfo {
        &self.info
    }

    /// Compares the file's length with what its header announces; call it after the last byte.
    ///
    /// # Errors
    /// [`BitstreamError::ShortData`], or [`BitstreamError::ExcessData`] if more than padding
    /// (bytes 00 or FF) follows.
    pub fn check_length(&mut self) -> Result<(), BitstreamError> {
        let (Some(left), Some(header)) = (self.announced_left, &self.info.header) else {
            return Ok(());
        };
        let announced = u64::from(header.data_len);
        if left > 0 {
            return Err(BitstreamError::ShortData {
                announced,
                found: announced - left,
            });
        }
        let (mut excess, mut padding) = (0, true);
        let mut buffer = vec![0; CHUNK_BYTES];
        loop {
            let count = self
                .input
                .read(&mut buffer)
                .map_err(BitstreamError::from_io)?;
            if count == 0 {
                break;
            }
            excess += count as u64;
            padding &= buffer[..count].iter().all(|byte| matches!(byte, 0 | 0xFF));
        }
        if padding {
            Ok(())
        } else {
            Err(BitstreamError::ExcessData { announced, excess })
        }
    }

    /// Reads and converts the next chunk; whole words, but for the end of the data.
    fn refill(&mut self) -> io::Result<()> {
        let wanted = self
            .announced_left
            .map_or(CHUNK_BYTES as u64, |left| left.min(CHUNK_BYTES as u64));
        self.chunk.clear();
        self.taken = 0;
        self.input
            .by_ref()
            .take(wanted)
            .read_to_end(&mut self.chunk)?;
        if let Some(left) = &mut self.announced_left {
            *left -= self.chunk.len() as u64;
        }
        self.info.order.to_native(&mut self.chunk);
        Ok(())
    }
}

impl Read for NativeReader<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.taken == self.chunk.len() {
            self.refill()?;
        }
        let rest = &self.chunk[self.taken..];
        let count = rest.len().min(buffer.len());
        buffer[..count].copy_from_slice(&rest[..count]);
        self.taken += count;
        Ok(count)
    }
}

fn read_head(input: &mut impl Read, limit: u64, head: &mut Vec<u8>) -> Result<(), BitstreamError> {
    let wanted = limit.saturating_sub(head.len() as u64);
    input
        .take(wanted)
        .read_to_end(head)
        .map_err(BitstreamError::from_io)?;
    Ok(())
}

fn locate(head: &[u8], has_header: bool) -> Result<sync::Found, BitstreamError> {
    if head.is_empty() {
        return Err(ImageError::new(ImageFault::Empty).into());
    }
    if !has_header && let Some(refusal) = sniff::by_magic(head) {
        return Err(refusal);
    }
    let no_sync = ImageError::new(ImageFault::NoSync);
    match sync::find(head)? {
        Some(found) => Ok(found),
        None if has_header => Err(no_sync.into()),
        None => Err(sniff::by_content(head).unwrap_or(no_sync.into())),
    }
}

/// bootgen's header: the width-detection word, then `XLNX` in either byte order.
fn is_boot_image(head: &[u8]) -> bool {
    matches!(head.get(0x24..0x28), Some(b"XLNX" | b"XNLX"))
}
