//! Why a board did not do what it was asked

use core::fmt;

use fic_error::ImageError;
use fic_error::diagnostics;
use serde::Deserialize;
use serde::Serialize;

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
    /// The staged design is refused before a pin moved.
    Image(ImageError),
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

// A host explains what the pins said besides.
diagnostics! { BoardError {
    Self::UnknownRequest => "unknown_request", Unreachable, "update the board";
    Self::NotSupported => "not_supported", Input, "ask a board that can";
    Self::OutOfRange => "out_of_range", Input, "correct the number; if a program sent it, update the host";
    Self::BadChunk => "bad_chunk", Unreachable, "send it again";
    Self::NotStaged => "not_staged", Input, "stage the design first";
    Self::StoreFull => "store_full", Other, "make room or send something smaller";
    Self::StoreFailed => "store_failed", Other, "look at the board's disk";
    Self::DigestMismatch => "digest_mismatch", Other, "send the design again";
    Self::LengthMismatch => "length_mismatch", Input, "a fault of the host: update it";
    Self::Image(flaw) => flaw;
    Self::NotConfigured => "not_configured", Input, "load a full design first";
    Self::ModeNotWired => "mode_not_wired", Input, "use another port width";
    Self::NoPower => "no_power", Board, "switch the board on";
    Self::InitNeverFell => "init_never_fell", Board, "check the wires of PROG_B and INIT_B";
    Self::InitStuckLow => "init_stuck_low", Board, "look what holds INIT_B low";
    Self::DoneHighBeforeData => "done_high_before_data", Board, "look what holds DONE high";
    Self::CrcError => "crc_error", Board, "write the design anew, then look at the data pins";
    Self::IdcodeError => "idcode_error", Board, "build the design for the board's part";
    Self::NoSyncSeen => "no_sync", Board, "look at the data pins and CCLK";
    Self::DoneTimeout => "done_timeout", Board, "look at STAT";
    Self::PowerLost => "power_lost", Board, "look at the supplies";
    Self::Cancelled => "cancelled", Other, "ask again";
    Self::PinFault => "pin_fault", Board, "look at the agent's log";
    Self::AckStuckHigh => "ack_stuck_high", Board, "reset the design or the board";
    Self::NoAck => "no_ack", Board, "is a design with a register bus loaded?";
    Self::AckNeverFell => "ack_never_fell", Board, "reset the design or the board";
    Self::GrantStuckHigh => "grant_stuck_high", Board, "reset the design or the board";
    Self::NoGrant => "no_grant", Board, "is a design with a register bus loaded?";
    Self::BusUnstable => "bus_unstable", Board, "look at the wiring of the data pins";
    Self::PinOwned => "pin_owned", Input, "use the load or the register bus";
    Self::Unaligned => "unaligned", Input, "correct address or length";
    Self::LeaseNeeded => "lease_needed", NotNow, "take the lease";
    Self::NotAllowed => "not_allowed", NotNow, "ask the board's admin for another role";
    Self::LeaseLost => "lease_lost", NotNow, "take the lease again";
}}

impl fmt::Display for BoardError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match *self {
            Self::Image(flaw) => return flaw.fmt(f),
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

impl core::error::Error for BoardError {}

impl From<ImageError> for BoardError {
    fn from(flaw: ImageError) -> Self {
        Self::Image(flaw)
    }
}
