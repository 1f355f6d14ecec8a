//! The same data as `.bit` or in any raw byte order.

use std::fs::File;
use std::io::{self, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::Path;

use fic_error::{ImageError, ImageFault};
use fic_files::Replace;
use sha2::{Digest, Sha256};

use crate::error::BitstreamError;
use crate::inspect::{hex, inspect_file};
use crate::order::ByteOrder;
use crate::source::{BitHeader, NativeReader};

/// A multiple of four: only the last piece may hold part of a word.
const CHUNK_BYTES: usize = 64 << 10;

/// What to convert to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// A `.bit` file, its data in native order; the length in the header is filled in.
    Bit(BitHeader),
    /// The data alone.
    Raw(ByteOrder),
}

/// What was written.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Converted {
    /// Bytes of data, a header not counted.
    pub len_bytes: u64,
    /// SHA-256 of the native data, 64 hex digits: the same before and after.
    pub sha256: String,
}

/// Writes the data to `output`.
///
/// # Errors
/// Reading and writing errors, and a file that is longer or shorter than its header says. Whether
/// the data is sound is [`inspect`](crate::inspect())'s matter.
pub fn convert(
    data: &mut NativeReader<'_>,
    target: &Target,
    output: &mut (impl Write + Seek),
) -> Result<Converted, BitstreamError> {
    let (order, header) = match target {
        Target::Bit(header) => (ByteOrder::Native, header.to_bytes()),
        Target::Raw(order) => (*order, Vec::new()),
    };
    output.write_all(&header)?;
    let converted = copy(data, order, output)?;
    data.check_length()?;
    if let Some(length_at) = header.len().checked_sub(4) {
        let length = u32::try_from(converted.len_bytes).map_err(io::Error::other)?;
        output.seek(SeekFrom::Start(length_at as u64))?;
        output.write_all(&length.to_be_bytes())?;
        output.seek(SeekFrom::End(0))?;
    }
    output.flush()?;
    Ok(converted)
}

fn copy(
    data: &mut NativeReader<'_>,
    order: ByteOrder,
    output: &mut impl Write,
) -> Result<Converted, BitstreamError> {
    let (mut hash, mut len_bytes) = (Sha256::new(), 0);
    let mut chunk = Vec::with_capacity(CHUNK_BYTES);
    loop {
        chunk.clear();
        data.by_ref()
            .take(CHUNK_BYTES as u64)
            .read_to_end(&mut chunk)
            .map_err(BitstreamError::from_io)?;
        if chunk.is_empty() {
            return Ok(Converted {
                len_bytes,
                sha256: hex(&hash.finalize()),
            });
        }
        hash.update(&chunk);
        len_bytes += chunk.len() as u64;
        order.from_native(&mut chunk);
        output.write_all(&chunk)?;
    }
}

/// The header that a `.bit` made from this file gets: its own, or one with the part by its IDCODE.
///
/// # Errors
/// As [`inspect`](crate::inspect()); [`ImageFault::UnknownPart`] if no part is named.
pub fn header_for(input: &Path) -> Result<BitHeader, BitstreamError> {
    if let Some(header) = &NativeReader::open(input)?.info().header {
        return Ok(header.clone());
    }
    let report = inspect_file(input)?;
    let idcode = report.summary.idcode().unwrap_or_default();
    let part = report.part.ok_or(ImageError {
        found: idcode,
        ..ImageError::new(ImageFault::UnknownPart)
    })?;
    let stem = input.file_stem().unwrap_or_default().to_string_lossy();
    let name: String = stem
        .chars()
        .filter(|c| !c.is_control() && *c != ';')
        .take(200)
        .collect();
    let flags = [
        (report.compressed, ";COMPRESS=TRUE"),
        (report.kind == "partial", ";PARTIAL=TRUE"),
    ];
    let options: String = flags
        .iter()
        .filter(|flag| flag.0)
        .map(|flag| flag.1)
        .collect();
    Ok(BitHeader {
        design: name + &options,
        part: part.to_owned(),
        ..BitHeader::default()
    })
}

/// Converts a file into another, which appears whole or not at all.
///
/// # Errors
/// As [`convert`]; the output stays as it was.
pub fn convert_file(
    input: impl AsRef<Path>,
    output: impl AsRef<Path>,
    target: &Target,
) -> Result<Converted, BitstreamError> {
    let mut data = NativeReader::open(input)?;
    write_file(output.as_ref(), |file| convert(&mut data, target, file))
}

/// Writes a file through a temporary one beside it, renamed when it is whole.
///
/// # Errors
/// Those of `write`, and [`BitstreamError::File`].
pub fn write_file<T>(
    path: &Path,
    write: impl FnOnce(&mut BufWriter<&File>) -> Result<T, BitstreamError>,
) -> Result<T, BitstreamError> {
    let failed = |source| BitstreamError::File {
        action: "write",
        path: path.to_owned(),
        source,
    };
    let replacement = Replace::new().begin(path).map_err(failed)?;
    let mut buffered = BufWriter::with_capacity(CHUNK_BYTES, replacement.as_file());
    let result = write(&mut buffered)?;
    buffered
        .into_inner()
        .map_err(|error| failed(error.into_error()))?;
    replacement.commit().map_err(failed)?;
    Ok(result)
}
