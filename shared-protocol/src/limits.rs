//! Bounds on everything that a peer can send

/// Longest piece of a design in one [`crate::HostRequest::StageChunk`], in bytes before compression.
pub const CHUNK_LEN: usize = 8192;
/// Chunks that a host may have under way without an answer.
pub const WINDOW_CHUNKS: usize = 16;
/// Longest [`crate::Name`], bytes.
pub const MAX_NAME_LEN: usize = 64;
/// Longest [`crate::Memo`], bytes.
pub const MAX_MEMO_LEN: usize = 160;
/// Longest body of a frame, bytes: one chunk and its request around it.
pub const MAX_BODY_LEN: usize = CHUNK_LEN + 256;
/// Bytes of a frame's header.
pub const HEADER_LEN: usize = 7;
/// Bytes of the CRC behind a frame's body.
pub const CRC_LEN: usize = 4;
/// Longest frame before COBS, bytes.
pub const MAX_RAW_LEN: usize = HEADER_LEN + MAX_BODY_LEN + CRC_LEN;
/// Longest frame on the wire with its closing zero, bytes.
pub const MAX_WIRE_LEN: usize = MAX_RAW_LEN + MAX_RAW_LEN / 254 + 4;
/// Largest design a board is asked to take, bytes of native data (a KU115 has 48,251,520).
pub const MAX_DESIGN_LEN: u32 = 256 * 1024 * 1024;
/// Longest note on a board, bytes: a table of 4 switches, 16 ports and 64 slots fits.
pub const MAX_NOTE_LEN: usize = 6144;
/// Longest term of a lease, seconds: a week.
pub const MAX_LEASE_S: u32 = 7 * 24 * 3600;
/// Most records of the audit log in one answer.
pub const MAX_AUDIT_RECORDS: u16 = 256;
/// Longest record of the audit log, bytes with its newline.
pub const MAX_AUDIT_RECORD_LEN: usize = 1024;
/// Most bytes that one request reads from or writes to a data window.
pub const MAX_WINDOW_LEN: u32 = 1024 * 1024;
