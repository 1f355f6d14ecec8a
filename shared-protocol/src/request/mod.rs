//! What a host asks of a board

mod facts;
mod table;

use serde::Deserialize;
use serde::Serialize;

use crate::Chunk;
use crate::Digest;
use crate::LoadRequest;
pub use facts::HLS_WINDOW;
pub use table::Access;
pub use table::AuditPolicy;
pub use table::BusyWord;
pub use table::DurationClass;
pub use table::Hardware;
pub use table::Repeat;
pub use table::RequestKind;

/// A request; its answer is one [`crate::BoardResponse`].
#[expect(
    clippy::large_enum_variant,
    reason = "there is no allocator to box with"
)]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum HostRequest<'a> {
    /// Who are you? Tells the board who asks, too (`user@host`). Answer: `Identity`.
    Identify {
        /// For records and for the one who is told `busy`.
        who: &'a str,
    },
    /// Everything about the board. Answer: `Status`.
    Status,
    /// A design of this digest and length will come. Answer: `Stage`.
    StageBegin {
        /// Which design.
        digest: Digest,
        /// Bytes of native data.
        len_bytes: u32,
    },
    /// A piece of it. Answer: `Stage`.
    #[serde(borrow)]
    StageChunk(Chunk<'a>),
    /// All was sent: check the digest and keep it. Answer: `Stage`, complete.
    StageCommit {
        /// Which design.
        digest: Digest,
    },
    /// Forget a staged or half-staged design. Answer: `Done`.
    StageDiscard {
        /// Which design.
        digest: Digest,
    },
    /// Load a staged design. Answer: `Loaded` after `Progress` events.
    Load(LoadRequest),
    /// Stop the long request of this id; it fails with `Cancelled`. Answer: `Done`.
    Cancel {
        /// Id of the frame that carried it.
        id: u32,
    },
    /// Clear the FPGA. Answer: `Done`.
    FpgaReset,
    /// Read IDCODE and STAT through SelectMAP. Answer: `Probe`.
    FpgaProbe,
    /// Read `count` registers from `address` upwards. Answer: `Done` after the values as
    /// data, two bytes each, little-endian.
    RegRead {
        /// First register.
        address: u16,
        /// How many, at least one.
        count: u16,
        /// Even if DONE is low.
        force: bool,
    },
    /// Write registers from `address` upwards. Answer: `Done`.
    RegWrite {
        /// First register.
        address: u16,
        /// Two bytes each, little-endian.
        values: &'a [u8],
        /// Even if DONE is low.
        force: bool,
    },
    /// Start the user logic. Answer: `Done`.
    HlsStart,
    /// Reset the user logic. Answer: `Done`.
    HlsReset,
    /// Send bytes to the user logic's window. Answer: `Done`.
    HlsSend {
        /// On mk2 an even number of bytes.
        data: &'a [u8],
    },
    /// Receive bytes from the user logic's window. Answer: `Done` after the bytes as data.
    HlsReceive {
        /// On mk2 an even number of bytes.
        len: u32,
    },
    /// Read the board's DRAM or its AXI registers. Answer: `Done` after the bytes as data.
    DdrRead {
        /// Which of the two.
        space: Space,
        /// First byte, a multiple of 4.
        address: u32,
        /// Bytes, a multiple of 4.
        len: u32,
    },
    /// Write the board's DRAM or its AXI registers. Answer: `Done`.
    DdrWrite {
        /// Which of the two.
        space: Space,
        /// First byte, a multiple of 4.
        address: u32,
        /// A multiple of 4 bytes.
        data: &'a [u8],
    },
    /// Read the board's DRAM and answer only its checksum. Answer: `Checksum`.
    DdrChecksum {
        /// First byte, a multiple of 4.
        address: u32,
        /// Bytes, a multiple of 4.
        len: u32,
    },
    /// The raw pins. Answer: `Gpio`.
    GpioRead,
    /// Drive raw pins. Answer: `Gpio`; refused for pins that a load or the bus owns.
    GpioWrite {
        /// Which, one bit a pin.
        pins: u32,
        /// Their levels.
        levels: u32,
    },
    /// Keep a small note on the board (the switching table that was applied last). Answer: `Done`.
    NotePut {
        /// At most [`crate::limits::MAX_NOTE_LEN`] bytes; none forgets the note.
        data: &'a [u8],
        /// The host's time, seconds since 1970, for boards without a clock; 0 if unknown.
        host_time_s: u64,
    },
    /// The note. Answer: `Note` after its bytes as data.
    NoteGet,
    /// Take the board, or go on holding it with other words. Answer: `Lease`, or `Leased` if
    /// another holds it. Since version 2, as all that follow.
    LeaseTake {
        /// Seconds that it lasts unless renewed, 1..=[`crate::limits::MAX_LEASE_S`].
        term_s: u32,
        /// What for.
        memo: &'a str,
    },
    /// Make the own lease last its whole term again. Answer: `Lease`.
    LeaseRenew,
    /// Give the own lease up; without one it is done already. Answer: `Lease`.
    LeaseRelease,
    /// Who holds the board? Answer: `Lease`.
    LeaseShow,
    /// End another's lease; only for [`crate::Role::Admin`]. Answer: `Lease`.
    LeaseBreak,
    /// Everything about the agent. Answer: `Agent`.
    AgentInfo,
    /// Records of the audit log. Answer: `Audit` after them as data, oldest first.
    AuditRead {
        /// Number of the first one wanted; 0 for the newest `count`.
        from: u64,
        /// Most records, 1..=[`crate::limits::MAX_AUDIT_RECORDS`].
        count: u16,
    },
    /// Choose the design that is loaded when the agent starts. Answer: `Done`.
    BootSet {
        /// Which; it must be staged. `None` for none.
        digest: Option<Digest>,
    },
}

/// What a DDR request addresses (rasddr commands, `facts/hardware.md` 9.5).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Space {
    /// The DRAM, 4 GiB.
    Memory,
    /// The AXI registers.
    Axi,
}
