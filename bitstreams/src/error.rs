//! Why a file is refused, for people and for scripts.

use std::io;
use std::path::PathBuf;

use fic_error::{ImageError, diagnostics};

/// What can go wrong with a configuration file.
///
/// Each has a stable code and a line of help; see [`Diagnostic`](fic_error::Diagnostic).
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BitstreamError {
    /// A file could not be opened, read or written.
    #[error("cannot {action} {}", path.display())]
    File {
        /// `open`, `write`, ….
        action: &'static str,
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// Reading or writing failed half way.
    #[error("cannot read or write the data")]
    Io(#[from] io::Error),
    /// A flaw of the configuration data itself.
    #[error(transparent)]
    Format(#[from] ImageError),
    /// Not configuration data of a Xilinx FPGA.
    #[error("not a Xilinx bitstream: this looks like {looks_like}")]
    WrongVendor {
        /// What it looks like, with its article.
        looks_like: &'static str,
    },
    /// A Xilinx file, or a wrapping, that is not read here.
    #[error("this looks like {looks_like}, which cannot be read here")]
    UnsupportedFormat {
        /// What it looks like, with its article.
        looks_like: &'static str,
    },
    /// A family whose packets have another shape.
    #[error("byte {offset}: the packets after the sync word are those of a {family}")]
    OtherFamily {
        /// The family.
        family: &'static str,
        /// Where the sync word stands in the data.
        offset: u64,
    },
    /// The header of a `.bit` file is damaged.
    #[error("byte {offset} of the .bit header: {reason}")]
    BadHeader {
        /// Where in the file.
        offset: u64,
        /// What is wrong there.
        reason: &'static str,
    },
    /// The header names another part than the IDCODE.
    #[error("the .bit header says {header}, the IDCODE {idcode:08x} is that of {part}")]
    HeaderPart {
        /// The header's part.
        header: String,
        /// The IDCODE in the data.
        idcode: u32,
        /// Its part.
        part: &'static str,
    },
    /// The data is shorter than the header says.
    #[error("the .bit header announces {announced} bytes of data, the file has {found}")]
    ShortData {
        /// Length in the header.
        announced: u64,
        /// Length in the file.
        found: u64,
    },
    /// The file goes on after the data that the header announces.
    #[error("{excess} bytes follow the {announced} bytes of data that the .bit header announces")]
    ExcessData {
        /// Length in the header.
        announced: u64,
        /// What follows.
        excess: u64,
    },
    /// gzip or zstd data is damaged.
    #[error("the {wrapping} data is damaged or cut off: {reason}")]
    BadCompression {
        /// `gzip` or `zstd`.
        wrapping: &'static str,
        /// What the decoder says.
        reason: String,
    },
    /// Compressed data in compressed data in ….
    #[error("compressed more than {limit} times over")]
    TooNested {
        /// How often is accepted.
        limit: usize,
    },
    /// More data than any part takes.
    #[error("more than {limit} bytes of data")]
    TooLarge {
        /// The most that is accepted.
        limit: u64,
    },
    /// The sync word does not stand at a multiple of four bytes.
    #[error("byte {offset}: the sync word does not start at a multiple of four bytes")]
    UnalignedSync {
        /// Where it stands in the data.
        offset: u64,
    },
    /// No geometry of this part is known.
    #[error("cannot make up a bitstream for {part}: its frames are not known")]
    NoGeometry {
        /// The part.
        part: String,
    },
    /// A value outside its range.
    #[error("{what} must be {range}")]
    OutOfRange {
        /// Which one.
        what: &'static str,
        /// What it may be.
        range: &'static str,
    },
}

impl BitstreamError {
    /// Takes an error of this crate back out of the [`io::Error`] in which a `Read` passed it on.
    pub(crate) fn from_io(error: io::Error) -> Self {
        match error.downcast::<Self>() {
            Ok(inner) => inner,
            Err(error) => Self::Io(error),
        }
    }
}

diagnostics! { BitstreamError {
    Self::File { .. } | Self::Io(_) => "file_error", Input,
        "check the path, its permissions and the free space";
    Self::WrongVendor { .. } => "wrong_vendor", Input,
        "give a .bit or .bin that Vivado wrote for the board's FPGA";
    Self::UnsupportedFormat { .. } => "unsupported_format", Input,
        "give the .bit or .bin itself, plain or compressed with gzip or zstd";
    Self::OtherFamily { .. } => "unknown_part", Input,
        "build the design for the board's part";
    Self::NoGeometry { .. } => "unknown_part", Input,
        "use xcku040, xcku060, xcku095, xcku115 or another UltraScale part of one die";
    Self::BadHeader { .. } => "bad_header", Input,
        "copy the file again from where Vivado wrote it";
    Self::HeaderPart { .. } => "part_mismatch", Input,
        "header and data are of different files: write the bitstream anew";
    Self::ShortData { .. } => "truncated", Input,
        "the copy is incomplete: copy the file again";
    Self::ExcessData { .. } => "trailing_data", Input,
        "something was appended to the file: take the original";
    Self::BadCompression { .. } => "bad_compression", Input,
        "copy or compress the file again";
    Self::TooNested { .. } => "too_nested", Input,
        "unpack the file and give what is inside";
    Self::TooLarge { .. } => "too_large", Input,
        "unpack the file and give what is inside";
    Self::UnalignedSync { .. } => "unaligned_sync", Input,
        "bytes were added or lost before the stream: take the original";
    Self::OutOfRange { .. } => "out_of_range", Input,
        "see the command's --help";
    Self::Format(flaw) => flaw;
}}
