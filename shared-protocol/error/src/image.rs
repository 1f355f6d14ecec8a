//! What is wrong with configuration data, said alike by file readers, boards and hosts

#![cfg_attr(
    feature = "defmt",
    allow(unused_qualifications, reason = "defmt's derive writes whole paths")
)]

use core::error::Error;
use core::fmt;

use ImageFault::*;

use crate::diagnostics;

/// A kind of flaw; each of them keeps configuration data from being loaded.
///
/// The order is that of the wire: kinds are only appended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum ImageFault {
    /// No sync word with packets after it: no configuration data, or in another byte order.
    NoSync,
    /// Words that are no padding stand before the sync word: the FPGA may take them for something.
    LeadingData,
    /// Encrypted: neither part nor CRC can be checked, and no key handling exists.
    Encrypted,
    /// A word that should be a packet header (or a command) is none that tools write.
    BadPacket,
    /// A CRC write carries another value than the data before it gives: damaged.
    CrcError,
    /// The data ends inside a packet or a word, or before a section is complete.
    Truncated,
    /// The stream of a die ends, or starts anew, without DESYNC: the startup would never run.
    NoDesync,
    /// A full stream never arms the startup: DONE would never rise.
    NoStart,
    /// Something follows the stream that is neither a NOP nor padding.
    TrailingData,
    /// Streams are nested deeper than any part has dies.
    TooDeep,
    /// Frame data without an IDCODE write before it: an FPGA refuses it.
    NoIdcode,
    /// The IDCODE is not in the table of parts.
    UnknownPart,
    /// Made for another part, or its dies do not belong together.
    PartMismatch,
    /// A full stream lacks the stream of a die.
    MissingDie,
    /// A stream for more dies than the part has.
    ExtraDie,
    /// A full stream that writes no frames.
    NoFrames,
    /// The length is no multiple of four bytes.
    PartialWord,
    /// Some other flaw of the packets; also what a peer is told that knows fewer kinds.
    BadStructure,
    /// No bus-width pattern (000000BB 11220044) before the sync word: a parallel port would never
    /// find its width.
    NoBusWidth,
    /// There is no data at all.
    Empty,
    /// A second configuration begins after the startup of the first.
    SecondConfiguration,
    /// IPROG: the FPGA would drop everything and start from its flash.
    Iprog,
    /// A full stream checks its CRC, but not at all places where tools write a check.
    CrcMissing,
    /// Neither a full stream, nor a clearing one, nor a partial one.
    UnknownRole,
}

/// A flaw and its place; numbers without meaning for the kind are 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct ImageError {
    /// What is wrong.
    pub fault: ImageFault,
    /// Die whose stream it is, 0 = SLR0.
    pub die: u8,
    /// Index of the 32-bit word of native data at which it was found; byte offset = 4 x index.
    pub at_word: u32,
    /// The right value of what is there: CRC as the file carries it, or IDCODE as the part has it.
    pub expected: u32,
    /// The value that is there: CRC of the data, IDCODE, or the word that is no packet.
    pub found: u32,
}

impl ImageError {
    /// A flaw of the first die or the data as a whole.
    pub const fn new(fault: ImageFault) -> Self {
        Self {
            fault,
            die: 0,
            at_word: 0,
            expected: 0,
            found: 0,
        }
    }

    /// A flaw at this word.
    pub const fn at(fault: ImageFault, at_word: u32) -> Self {
        Self {
            at_word,
            ..Self::new(fault)
        }
    }

    /// A flaw of this die's stream.
    pub const fn in_die(fault: ImageFault, die: u8) -> Self {
        Self {
            die,
            ..Self::new(fault)
        }
    }

    /// An IDCODE that the die of the part does not have.
    pub const fn part_mismatch(die: u8, found: u32, expected: u32) -> Self {
        Self {
            expected,
            found,
            ..Self::in_die(PartMismatch, die)
        }
    }

    /// Whether [`at_word`](Self::at_word) is the place of the flaw.
    pub const fn has_place(&self) -> bool {
        matches!(
            self.fault,
            LeadingData
                | BadPacket
                | CrcError
                | Truncated
                | TrailingData
                | TooDeep
                | PartialWord
                | SecondConfiguration
                | Iprog
        )
    }
}

/// The place in native data: behind the header of a `.bit`, unpacked.
struct Place(u32);

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let byte = u64::from(self.0) * 4;
        write!(f, "word {} (byte {byte}) of the data", self.0)
    }
}

impl fmt::Display for ImageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            die,
            expected,
            found,
            ..
        } = *self;
        let place = Place(self.at_word);
        match self.fault {
            Empty => f.write_str("there is no data"),
            NoSync => f.write_str("no sync word (AA995566) with packets after it"),
            LeadingData => write!(f, "{place} is no padding and stands before the sync word"),
            Encrypted => f.write_str("the configuration data is encrypted"),
            BadPacket => write!(f, "{place}, {found:08x}, is no packet header or command"),
            CrcError => write!(
                f,
                "CRC error in die {die}, {place}: the file says {expected:08x}, its data gives {found:08x}"
            ),
            Truncated => write!(f, "the data ends too early, at {place}"),
            NoDesync => write!(f, "the stream of die {die} lacks its DESYNC"),
            NoStart => write!(f, "the stream of die {die} lacks its START"),
            TrailingData => write!(f, "{place} follows the end of the stream"),
            TooDeep => write!(f, "streams are nested too deep at {place}"),
            NoIdcode => write!(f, "the stream of die {die} writes frames without an IDCODE"),
            UnknownPart => write!(f, "IDCODE {found:08x} is of no known part"),
            PartMismatch => write!(
                f,
                "IDCODE {found:08x} in die {die} where {expected:08x} is wanted"
            ),
            MissingDie => write!(f, "the stream of die {die} is missing"),
            ExtraDie => write!(
                f,
                "there is a stream for die {die}, which the part does not have"
            ),
            NoFrames => f.write_str("the stream writes no frames"),
            PartialWord => f.write_str("the length is no multiple of four bytes"),
            BadStructure => f.write_str("the packets do not form a configuration"),
            NoBusWidth => f.write_str("no bus-width pattern stands before the sync word"),
            SecondConfiguration => write!(
                f,
                "a second configuration begins at {place}, after the startup of the first"
            ),
            Iprog => write!(
                f,
                "IPROG at {place} makes the FPGA drop everything and start from its flash"
            ),
            CrcMissing => write!(f, "the stream of die {die} lacks one of its CRC checks"),
            UnknownRole => {
                f.write_str("the stream is neither full, nor a clearing file, nor a partial one")
            }
        }
    }
}

impl Error for ImageError {}

diagnostics! { ImageError {
    Self { fault: NoSync, .. } => "no_sync", Input,
        "give a .bit or .bin that Vivado wrote for the board's FPGA";
    Self { fault: LeadingData, .. } => "leading_data", Input,
        "give the .bit or .bin itself, not a boot or flash image that contains it";
    Self { fault: Encrypted, .. } => "encrypted", Input,
        "write the bitstream without encryption (BITSTREAM.ENCRYPTION.ENCRYPT NO)";
    Self { fault: BadPacket, .. } => "bad_packet", Input,
        "copy the file again from where Vivado wrote it, or write the bitstream anew";
    Self { fault: CrcError, .. } => "crc_error", Input,
        "copy the file again from where Vivado wrote it, or write the bitstream anew";
    Self { fault: Truncated, .. } => "truncated", Input,
        "the copy is incomplete: copy the file again";
    Self { fault: NoDesync, .. } => "no_desync", Input,
        "write the bitstream anew with write_bitstream; this stream cannot start an FPGA";
    Self { fault: NoStart, .. } => "no_start", Input,
        "write the bitstream anew with write_bitstream; this stream cannot start an FPGA";
    Self { fault: TrailingData, .. } => "trailing_data", Input,
        "give the .bit or .bin itself, not a boot or flash image that contains it";
    Self { fault: TooDeep, .. } => "too_deep", Input,
        "write the bitstream anew with write_bitstream; this stream cannot start an FPGA";
    Self { fault: NoIdcode, .. } => "no_idcode", Input,
        "write the bitstream anew; without an IDCODE nobody can tell which part it is for";
    Self { fault: UnknownPart, .. } => "unknown_part", Input,
        "build the design for the board's part (mk1: xcku095, mk2: xcku115)";
    Self { fault: PartMismatch, .. } => "part_mismatch", Input,
        "build the design for the board's part, or name a board that has the design's part";
    Self { fault: MissingDie, .. } => "missing_die", Input,
        "build the design for the board's part, or name a board that has the design's part";
    Self { fault: ExtraDie, .. } => "extra_die", Input,
        "build the design for the board's part, or name a board that has the design's part";
    Self { fault: NoFrames, .. } => "no_frames", Input,
        "write the bitstream anew with write_bitstream; this stream cannot start an FPGA";
    Self { fault: PartialWord, .. } => "partial_word", Input,
        "the copy is incomplete: copy the file again";
    Self { fault: BadStructure, .. } => "bad_structure", Input,
        "write the bitstream anew with write_bitstream; this stream cannot start an FPGA";
    Self { fault: NoBusWidth, .. } => "no_bus_width", Input,
        "write the bitstream anew with write_bitstream; this stream cannot start an FPGA";
    Self { fault: Empty, .. } => "empty", Input,
        "check that the file was copied completely";
    Self { fault: SecondConfiguration, .. } => "second_configuration", Input,
        "give one design: what follows a startup is clocked into the design's own pins";
    Self { fault: Iprog, .. } => "iprog", Input,
        "write the bitstream without a jump to another image (no IPROG, no NEXT_CONFIG_REBOOT)";
    Self { fault: CrcMissing, .. } => "crc_missing", Input,
        "copy the file again from where Vivado wrote it, or write the bitstream anew";
    Self { fault: UnknownRole, .. } => "unknown_role", Input,
        "write the bitstream anew with write_bitstream; this stream cannot start an FPGA";
}}
