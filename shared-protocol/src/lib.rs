//! Messages, limits and framing between a FiC host and a FiC board.
//!
//! Host and board exchange *frames*. The same bytes travel over TCP, TLS, a unix
//! socket and a serial line, so a resynchronisation after noise works everywhere.
//!
//! ```text
//!  on the wire:   COBS( header | body | CRC-32 )  00
//!
//!  header         0      1        2     3  4  5  6
//!               +------+--------+-----+-----------+
//!               | 0xFC | version| kind| id (u32le)|   frozen: never changes
//!               +------+--------+-----+-----------+
//!  body           kind 0 Hello    min, current                   (frozen)
//!                 kind 1 Welcome  chosen, min, current           (frozen)
//!                 kind 2 Refusal  reason, min, current           (frozen)
//!                 kind 3 Request  postcard(HostRequest)     at `version`
//!                 kind 4 Response postcard(BoardResponse)   at `version`
//!                 kind 5 Event    postcard(BoardEvent)      at `version`
//!                 kind 6 Log      encoded defmt data
//!                 kind 7 Data     bytes that a request asked for, in order
//!  CRC-32         ISO-HDLC over header and body, little-endian
//! ```
//!
//! **A conversation.** The host sends *Hello* with the versions that it speaks. The
//! board answers *Welcome* with the highest version both know, or *Refusal*, which
//! every past and future peer can decode. Then each *Request* gets exactly one
//! *Response* of the same id; before it any number of *Event*s and *Data* of that id
//! may come.
//! A host may have several requests under way; only [`HostRequest::Cancel`] and
//! [`HostRequest::StageChunk`] are meant to be sent before the last answer came.
//!
//! **A design travels** as [`HostRequest::StageBegin`] (digest, length: the answer
//! names the offset that the board wants next), then [`HostRequest::StageChunk`]s
//! inside a [`transfer::SendWindow`], then [`HostRequest::StageCommit`]. All three are
//! idempotent; after a cut the host begins again and goes on at the wanted offset.
//!
//! **Stability.** Variants are only appended, fields never added or retyped;
//! `tests/versioning/` holds literal bytes of each version, and [`SCHEMA_HASH`] is a
//! tripwire over one sample of every message. Decoding takes all bytes or fails.
#![cfg_attr(not(feature = "std"), no_std)]
#![forbid(unsafe_code)]

mod agent;
pub mod codec;
mod digest;
mod error;
mod event;
pub mod frame;
mod handshake;
mod lease;
pub mod limits;
mod load;
mod request;
mod response;
#[doc(hidden)]
pub mod samples;
mod stage;
mod status;
pub mod transfer;

pub use agent::AgentInfo;
pub use agent::AuditInfo;
pub use agent::Health;
pub use agent::Role;
pub use digest::Digest;
pub use error::BoardError;
pub use event::BoardEvent;
pub use event::Phase;
pub use event::Progress;
pub use fic_error::ImageError;
pub use fic_error::ImageFault;
pub use handshake::Hello;
pub use handshake::Refusal;
pub use handshake::RefusalReason;
pub use handshake::Welcome;
pub use lease::Lease;
pub use lease::LeaseState;
pub use load::Diagnosis;
pub use load::LoadReport;
pub use load::LoadRequest;
pub use load::Mode;
pub use load::ModeChoice;
pub use load::RunRecord;
pub use request::Access;
pub use request::AuditPolicy;
pub use request::BusyWord;
pub use request::DurationClass;
pub use request::HLS_WINDOW;
pub use request::Hardware;
pub use request::HostRequest;
pub use request::Repeat;
pub use request::RequestKind;
pub use request::Space;
pub use response::BoardResponse;
pub use response::Failure;
pub use response::GpioState;
pub use response::NoteInfo;
pub use response::ProbeReport;
pub use stage::Chunk;
pub use stage::ChunkEncoding;
pub use stage::StageState;
pub use status::BoardKind;
pub use status::BoardStatus;
pub use status::Busy;
pub use status::FpgaState;
pub use status::Identity;
pub use status::PinLevels;
pub use status::StoreStatus;

/// Oldest protocol version that this build still speaks.
pub const MIN_VERSION: u8 = 1;
/// Newest protocol version that this build speaks.
///
/// 1: first version. 2: leases, roles, the agent's own state, audit log, boot design.
pub const CURRENT_VERSION: u8 = 2;

/// Hash over the encoded sample of every message of [`CURRENT_VERSION`].
///
/// A unit test recomputes it: when it changes, a message changed shape.
pub const SCHEMA_HASH: u32 = 0x412D_F109;

/// Short text on the wire (names, users), at most [`limits::MAX_NAME_LEN`] bytes of UTF-8.
pub type Name = heapless::String<{ limits::MAX_NAME_LEN }>;
/// Longer text on the wire (memos), at most [`limits::MAX_MEMO_LEN`] bytes of UTF-8.
pub type Memo = heapless::String<{ limits::MAX_MEMO_LEN }>;

/// Copies as much of `text` as fits, cut at a character boundary.
///
/// # Examples
/// ```
/// let name: fic_protocol::Name = fic_protocol::truncated("fic_top");
/// assert_eq!(name, "fic_top");
/// ```
pub fn truncated<const N: usize>(text: &str) -> heapless::String<N> {
    let mut out = heapless::String::new();
    for c in text.chars() {
        if out.push(c).is_err() {
            break;
        }
    }
    out
}
