//! Why a board did not do what it was asked

use core::fmt;

use serde::Deserialize;
use serde::Serialize;

/// What is wrong with a staged design, found before a pin moved.
///
/// Each has the same code as the flaw that the host finds in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum ImageFault {
    /// No sync word: not native-order configuration data.
    NoSync,
    /// Words that are no padding stand before the sync word.
    LeadingData,
    /// Encrypted: the board has no way to check it.
    Encrypted,
    /// A word that should be a packet header is none.
    BadPacket,
    /// A CRC write carries another value than the data before it: damaged.
    CrcError,
    /// The data ends inside a packet or before a section is complete.
    Truncated,
    /// A stream ends without DESYNC.
    NoDesync,
    /// A full stream never arms the startup.
    NoStart,
    /// Data that is no padding follows the end.
    TrailingData,
    /// Streams are nested deeper than any part has dies.
    TooDeep,
    /// Frames without an IDCODE before them.
    NoIdcode,
    /// An IDCODE that is not in the table of parts.
    UnknownPart,
    /// Made for another part than the board's.
    PartMismatch,
    /// A full stream lacks the stream of a die.
    MissingDie,
    /// A stream for more dies than the part has.
    ExtraDie,
    /// Nothing in it configures.
    NoFrames,
    /// The length is no multiple of four bytes.
    PartialWord,
    /// Some other flaw of the packets.
    BadStructure,
    /// No bus-width pattern before the sync word: a parallel port finds no width.
    NoBusWidth,
}

/// Why a request failed. Each line says the cause and what the peer should do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum BoardError {
    /// The request is not one of this version: update the board.
    UnknownRequest,
    /// The board cannot do this (bare metal without a disk, …).
    NotSupported,
    /// A number or length is out of its range: a fault of the host.
    OutOfRange,
    /// A chunk does not decompress to the length it names: send it again.
    BadChunk,
    /// The design is not staged: stage it first.
    NotStaged,
    /// The store is full: make room or send something smaller.
    StoreFull,
    /// The store failed to read or write: look at the board's disk.
    StoreFailed,
    /// The bytes received have another digest; they were discarded: send again.
    DigestMismatch,
    /// Two designs of the same digest but other lengths: a fault of the host.
    LengthMismatch,
    /// The staged design is refused; `at_word` counts from its start, `expected` and
    /// `found` are CRCs or IDCODEs where the fault has them, else 0.
    Image {
        /// What is wrong.
        fault: ImageFault,
        /// Die whose stream it is, 0 = SLR0.
        die: u8,
        /// 32-bit word of native data at which it was found.
        at_word: u32,
        /// Value that would be right.
        expected: u32,
        /// Value that is there.
        found: u32,
    },
    /// A partial design needs a configured FPGA: load a full one first.
    NotConfigured,
    /// The profile has no such port width.
    ModeNotWired,
    /// PWOK is low: switch the board on.
    NoPower,
    /// INIT_B did not fall while PROG_B was low: PROG_B or INIT_B is not connected.
    InitNeverFell,
    /// INIT_B stayed low after PROG_B: clearing never ended, or something holds it.
    InitStuckLow,
    /// DONE was high before any data: DONE is stuck or shorted.
    DoneHighBeforeData,
    /// INIT_B fell while data was written or at its end, and STAT names the CRC or nothing.
    CrcError,
    /// INIT_B fell and STAT names the IDCODE: another part is on the board.
    IdcodeError,
    /// DONE stayed low, INIT_B high, and the FPGA saw no sync word.
    NoSyncSeen,
    /// DONE stayed low although INIT_B stayed high.
    DoneTimeout,
    /// PWOK fell during the load.
    PowerLost,
    /// The host asked for it.
    Cancelled,
    /// A pin could not be set or read: the GPIO backend failed.
    PinFault,
    /// FACK was up before anything was strobed: reset the design or the board.
    AckStuckHigh,
    /// FACK did not rise after a strobe: the design has no register bus or hangs.
    NoAck,
    /// FACK did not fall after the strobe.
    AckNeverFell,
    /// FREQ stayed up after RREQ fell.
    GrantStuckHigh,
    /// FREQ did not rise after RREQ.
    NoGrant,
    /// The data pins never read the same twice: look at the wiring.
    BusUnstable,
    /// The pin belongs to a load or to the register bus: use those.
    PinOwned,
    /// Address or length is no multiple of what the bus moves at once.
    Unaligned,
    /// The board may be changed only by who holds its lease, and nobody does: take it.
    LeaseNeeded,
    /// The peer's role does not allow this: ask the board's admin for another.
    NotAllowed,
    /// There is no lease of the peer to renew: it ended or was broken.
    LeaseLost,
}

/// How a failure counts for an exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorClass {
    /// A fault of the protocol: exit 3.
    Protocol,
    /// What was given is refused: exit 4.
    Input,
    /// Not now: exit 5.
    NotNow,
    /// The board failed: exit 6.
    Board,
    /// None of these: exit 1.
    Other,
}

impl BoardError {
    /// A stable snake_case word for scripts.
    pub fn code(&self) -> &'static str {
        match self {
            Self::UnknownRequest => "unknown_request",
            Self::NotSupported => "not_supported",
            Self::OutOfRange => "out_of_range",
            Self::BadChunk => "bad_chunk",
            Self::NotStaged => "not_staged",
            Self::StoreFull => "store_full",
            Self::StoreFailed => "store_failed",
            Self::DigestMismatch => "digest_mismatch",
            Self::LengthMismatch => "length_mismatch",
            Self::Image { fault, .. } => fault.code(),
            Self::NotConfigured => "not_configured",
            Self::ModeNotWired => "mode_not_wired",
            Self::NoPower => "no_power",
            Self::InitNeverFell => "init_never_fell",
            Self::InitStuckLow => "init_stuck_low",
            Self::DoneHighBeforeData => "done_high_before_data",
            Self::CrcError => "crc_error",
            Self::IdcodeError => "idcode_error",
            Self::NoSyncSeen => "no_sync",
            Self::DoneTimeout => "done_timeout",
            Self::PowerLost => "power_lost",
            Self::Cancelled => "cancelled",
            Self::PinFault => "pin_fault",
            Self::AckStuckHigh => "ack_stuck_high",
            Self::NoAck => "no_ack",
            Self::AckNeverFell => "ack_never_fell",
            Self::GrantStuckHigh => "grant_stuck_high",
            Self::NoGrant => "no_grant",
            Self::BusUnstable => "bus_unstable",
            Self::PinOwned => "pin_owned",
            Self::Unaligned => "unaligned",
            Self::LeaseNeeded => "lease_needed",
            Self::NotAllowed => "not_allowed",
            Self::LeaseLost => "lease_lost",
        }
    }

    /// How it counts for an exit code.
    pub fn class(&self) -> ErrorClass {
        match self {
            Self::UnknownRequest | Self::BadChunk => ErrorClass::Protocol,
            Self::OutOfRange
            | Self::NotSupported
            | Self::NotStaged
            | Self::LengthMismatch
            | Self::ModeNotWired
            | Self::Image { .. } => ErrorClass::Input,
            Self::PinOwned | Self::NotConfigured | Self::Unaligned => ErrorClass::Input,
            Self::LeaseNeeded | Self::NotAllowed | Self::LeaseLost => ErrorClass::NotNow,
            Self::Cancelled | Self::StoreFull | Self::StoreFailed | Self::DigestMismatch => {
                ErrorClass::Other
            }
            _ => ErrorClass::Board,
        }
    }
}

impl ImageFault {
    /// A stable snake_case word for scripts; the same as the format's own.
    pub fn code(self) -> &'static str {
        match self {
            Self::NoSync => "no_sync",
            Self::LeadingData => "leading_data",
            Self::Encrypted => "encrypted",
            Self::BadPacket => "bad_packet",
            Self::CrcError => "crc_error",
            Self::Truncated => "truncated",
            Self::NoDesync => "no_desync",
            Self::NoStart => "no_start",
            Self::TrailingData => "trailing_data",
            Self::TooDeep => "too_deep",
            Self::NoIdcode => "no_idcode",
            Self::UnknownPart => "unknown_part",
            Self::PartMismatch => "part_mismatch",
            Self::MissingDie => "missing_die",
            Self::ExtraDie => "extra_die",
            Self::NoFrames => "no_frames",
            Self::PartialWord => "partial_word",
            Self::BadStructure => "bad_structure",
            Self::NoBusWidth => "no_bus_width",
        }
    }
}

impl fmt::Display for BoardError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match *self {
            Self::Image { .. } => return write_image(f, self),
            Self::UnknownRequest => "the board does not know this request",
            Self::NotSupported => "the board cannot do this",
            Self::OutOfRange => "a number or length is out of its range",
            Self::BadChunk => "a chunk does not decompress to the length it names",
            Self::NotStaged => "the design is not staged on the board",
            Self::StoreFull => "the board's store is full",
            Self::StoreFailed => "the board's store failed to read or write",
            Self::DigestMismatch => "the bytes that arrived have another SHA-256",
            Self::LengthMismatch => "the length differs from that of the staged design",
            Self::NotConfigured => "the FPGA is not configured",
            Self::ModeNotWired => "the board has no SelectMAP port of this width",
            Self::NoPower => "PWOK is low: the FPGA has no power",
            Self::InitNeverFell => "INIT_B did not fall while PROG_B was low",
            Self::InitStuckLow => "INIT_B stayed low after PROG_B was released",
            Self::DoneHighBeforeData => "DONE was high before any data was sent",
            Self::CrcError => "the FPGA pulled INIT_B low: CRC error",
            Self::IdcodeError => "the FPGA pulled INIT_B low: the design is for another part",
            Self::NoSyncSeen => "DONE stayed low and the FPGA never saw a sync word",
            Self::DoneTimeout => "DONE stayed low although INIT_B reported no error",
            Self::PowerLost => "PWOK fell during the load",
            Self::Cancelled => "cancelled",
            Self::PinFault => "a GPIO pin could not be set or read",
            Self::AckStuckHigh => "FACK was high before anything was strobed",
            Self::NoAck => "FACK did not answer the strobe",
            Self::AckNeverFell => "FACK stayed high after the strobe",
            Self::GrantStuckHigh => "FREQ stayed high after the request",
            Self::NoGrant => "FREQ did not answer the request",
            Self::BusUnstable => "the data pins never read the same twice",
            Self::PinOwned => "the pin belongs to the configuration port or the register bus",
            Self::Unaligned => "address or length is no multiple of what the bus moves at once",
            Self::LeaseNeeded => "changing the board needs its lease, which nobody holds",
            Self::NotAllowed => "your role on this board does not allow this",
            Self::LeaseLost => "your lease of the board has ended or was broken",
        };
        f.write_str(text)
    }
}

fn write_image(f: &mut fmt::Formatter<'_>, image: &BoardError) -> fmt::Result {
    let BoardError::Image {
        fault,
        die,
        at_word,
        expected,
        found,
    } = *image
    else {
        return Ok(());
    };
    match fault {
        ImageFault::NoSync => write!(f, "no sync word in the design"),
        ImageFault::LeadingData => write!(
            f,
            "unknown data stands before the sync word, at word {at_word}"
        ),
        ImageFault::Encrypted => write!(f, "the design is encrypted"),
        ImageFault::BadPacket => {
            write!(f, "word {at_word} of the design, {found:08X}, is no packet")
        }
        ImageFault::CrcError => write!(
            f,
            "CRC error in die {die}, word {at_word}: the design carries {expected:08X}, its data gives {found:08X}"
        ),
        ImageFault::Truncated => write!(f, "the design ends early, at word {at_word}"),
        ImageFault::NoDesync => write!(f, "the design's stream for die {die} ends without DESYNC"),
        ImageFault::NoStart => write!(
            f,
            "the design's stream for die {die} never arms the startup"
        ),
        ImageFault::TrailingData => write!(f, "unknown data follows the design at word {at_word}"),
        ImageFault::TooDeep => write!(f, "streams are nested too deep at word {at_word}"),
        ImageFault::NoIdcode => {
            write!(f, "the design writes frames of die {die} without an IDCODE")
        }
        ImageFault::UnknownPart => write!(f, "the design's IDCODE {found:08X} is of no known part"),
        ImageFault::PartMismatch => write!(
            f,
            "the design is for IDCODE {found:08X} in die {die}, the board has {expected:08X}"
        ),
        ImageFault::MissingDie => write!(f, "the design lacks the stream of die {die}"),
        ImageFault::ExtraDie => write!(
            f,
            "the design has a stream for die {die}, which the board lacks"
        ),
        ImageFault::NoFrames => write!(f, "nothing in the design configures"),
        ImageFault::PartialWord => write!(f, "the design's length is no multiple of four bytes"),
        ImageFault::NoBusWidth => write!(
            f,
            "the design has no bus-width pattern before its sync word"
        ),
        ImageFault::BadStructure => write!(f, "the design's packets do not form a configuration"),
    }
}

impl core::error::Error for BoardError {}
