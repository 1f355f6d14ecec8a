//! Why configuration data is refused.

use core::fmt;

/// A flaw of configuration data; every one of them keeps it from being loaded.
///
/// Word indexes count 32-bit words of the native data from its start, so byte offset = 4 x index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum FormatError {
    /// There is no data at all: ask for the right file.
    Empty,
    /// No sync word with packets after it: this is not configuration data, or in another byte order.
    NoSync,
    /// Words that are no padding stand before the sync word: the FPGA may take them for something.
    LeadingData {
        /// The first of them.
        word: u32,
    },
    /// The data is encrypted: neither part nor CRC can be checked, and no key handling exists.
    Encrypted,
    /// A word that should be a packet header (or a command) is none that tools write.
    BadPacket {
        /// Its index.
        word: u32,
        /// Its value.
        value: u32,
    },
    /// A CRC write does not carry the CRC of the data before it: the file was damaged.
    CrcError {
        /// Die whose stream it is, 0 = SLR0.
        die: u8,
        /// Index of the CRC value.
        word: u32,
        /// What the file carries.
        expected: u32,
        /// What its data gives.
        found: u32,
    },
    /// The data ends early: inside a packet or a word, or before a section is complete.
    Truncated {
        /// Index of the first word that is missing.
        word: u32,
    },
    /// The stream of a die ends, or starts anew, without DESYNC: the startup would never run.
    NoDesync {
        /// Die whose stream it is.
        die: u8,
    },
    /// A full stream never arms the startup: DONE would never rise.
    NoStart {
        /// Die whose stream it is.
        die: u8,
    },
    /// Something follows the stream that is neither a NOP nor padding.
    TrailingData {
        /// The first such word.
        word: u32,
    },
    /// Streams are nested deeper than any part has dies.
    TooDeep {
        /// Where the deepest one starts.
        word: u32,
    },
    /// Frame data without an IDCODE write before it: an FPGA refuses it.
    NoIdcode {
        /// Die whose stream it is.
        die: u8,
    },
    /// The IDCODE is of no part known here.
    UnknownPart {
        /// What the first die's stream writes.
        idcode: u32,
    },
    /// The data is for another part, or its dies do not belong together.
    PartMismatch {
        /// Die whose IDCODE it is.
        die: u8,
        /// What the stream writes.
        idcode: u32,
        /// What the part's die has.
        expected: u32,
    },
    /// A full stream lacks the stream of this die.
    MissingDie {
        /// The first one missing.
        die: u8,
    },
    /// A stream for more dies than the part has.
    ExtraDie {
        /// The first one too many.
        die: u8,
    },
    /// A full stream that writes no frames.
    NoFrames,
    /// No bus-width pattern (000000BB 11220044) before the sync word: a SelectMAP port would never
    /// find its width.
    NoBusWidth,
}

impl FormatError {
    /// The stable word for it in scripts and on the wire.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::NoSync => "no_sync",
            Self::LeadingData { .. } => "leading_data",
            Self::Encrypted => "encrypted",
            Self::BadPacket { .. } => "bad_packet",
            Self::CrcError { .. } => "crc_error",
            Self::Truncated { .. } => "truncated",
            Self::NoDesync { .. } => "no_desync",
            Self::NoStart { .. } => "no_start",
            Self::TrailingData { .. } => "trailing_data",
            Self::TooDeep { .. } => "too_deep",
            Self::NoIdcode { .. } => "no_idcode",
            Self::UnknownPart { .. } => "unknown_part",
            Self::PartMismatch { .. } => "part_mismatch",
            Self::MissingDie { .. } => "missing_die",
            Self::ExtraDie { .. } => "extra_die",
            Self::NoFrames => "no_frames",
            Self::NoBusWidth => "no_bus_width",
        }
    }

    /// What to do about it, as one sentence for people.
    pub const fn help(self) -> &'static str {
        match self {
            Self::Empty => "check that the file was copied completely",
            Self::NoSync => "give a .bit or .bin that Vivado wrote for the board's FPGA",
            Self::LeadingData { .. } | Self::TrailingData { .. } => {
                "give the .bit or .bin itself, not a boot or flash image that contains it"
            }
            Self::Encrypted => {
                "write the bitstream without encryption (BITSTREAM.ENCRYPTION.ENCRYPT NO)"
            }
            Self::BadPacket { .. } | Self::CrcError { .. } => {
                "copy the file again from where Vivado wrote it, or write the bitstream anew"
            }
            Self::Truncated { .. } => "the copy is incomplete: copy the file again",
            Self::NoDesync { .. }
            | Self::NoStart { .. }
            | Self::NoFrames
            | Self::NoBusWidth
            | Self::TooDeep { .. } => {
                "write the bitstream anew with write_bitstream; this stream cannot start an FPGA"
            }
            Self::NoIdcode { .. } => {
                "write the bitstream anew; without an IDCODE nobody can tell which part it is for"
            }
            Self::UnknownPart { .. } => {
                "build the design for the board's part (mk1: xcku095, mk2: xcku115)"
            }
            Self::PartMismatch { .. } | Self::MissingDie { .. } | Self::ExtraDie { .. } => {
                "build the design for the board's part, or name a board that has the design's part"
            }
        }
    }
}

impl fmt::Display for FormatError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Empty => f.write_str("there is no data"),
            Self::NoSync => f.write_str("no sync word (AA995566) with packets after it"),
            Self::LeadingData { word } => {
                write!(
                    f,
                    "word {word}: data that is no padding stands before the sync word"
                )
            }
            Self::Encrypted => f.write_str("the configuration data is encrypted"),
            Self::BadPacket { word, value } => {
                write!(f, "word {word}: {value:08x} is no packet header or command")
            }
            Self::CrcError {
                die,
                word,
                expected,
                found,
            } => write!(
                f,
                "CRC error in die {die}, word {word}: the file says {expected:08x}, its data gives {found:08x}"
            ),
            Self::Truncated { word } => {
                write!(
                    f,
                    "the data ends too early, at word {word} (byte {})",
                    u64::from(word) * 4
                )
            }
            Self::NoDesync { die } => write!(f, "the stream of die {die} lacks its DESYNC"),
            Self::NoStart { die } => write!(f, "the stream of die {die} lacks its START"),
            Self::TrailingData { word } => write!(
                f,
                "word {word} (byte {}): data follows the end of the stream",
                u64::from(word) * 4
            ),
            Self::TooDeep { word } => write!(f, "word {word}: streams are nested too deep"),
            Self::NoIdcode { die } => {
                write!(f, "the stream of die {die} writes frames without an IDCODE")
            }
            Self::UnknownPart { idcode } => write!(f, "IDCODE {idcode:08x} is of no known part"),
            Self::PartMismatch {
                die,
                idcode,
                expected,
            } => write!(
                f,
                "IDCODE {idcode:08x} in die {die} where {expected:08x} is wanted"
            ),
            Self::MissingDie { die } => write!(f, "the stream of die {die} is missing"),
            Self::ExtraDie { die } => {
                write!(
                    f,
                    "there is a stream for die {die}, which the part does not have"
                )
            }
            Self::NoFrames => f.write_str("the stream writes no frames"),
            Self::NoBusWidth => f.write_str("no bus-width pattern stands before the sync word"),
        }
    }
}

impl core::error::Error for FormatError {}
