//! Frames: COBS, a frozen header and a CRC-32, without any IO

use cobs::CobsEncoder;
use crc::CRC_32_ISO_HDLC;
use crc::Crc;

pub use crate::limits::CRC_LEN;
pub use crate::limits::HEADER_LEN;
use crate::limits::MAX_WIRE_LEN;

/// First byte of every frame.
pub const MAGIC: u8 = 0xFC;

const CRC32: Crc<u32> = Crc::<u32>::new(&CRC_32_ISO_HDLC);

/// What a frame's body is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Kind {
    /// [`crate::Hello`], host to board.
    Hello = 0,
    /// [`crate::Welcome`], board to host.
    Welcome = 1,
    /// [`crate::Refusal`], board to host.
    Refusal = 2,
    /// [`crate::HostRequest`], host to board.
    Request = 3,
    /// [`crate::BoardResponse`], board to host.
    Response = 4,
    /// [`crate::BoardEvent`], board to host.
    Event = 5,
    /// Encoded defmt data, board to host.
    Log = 6,
    /// Bytes that a request asked for, board to host, in order and without gaps.
    Data = 7,
}

impl Kind {
    fn from_byte(byte: u8) -> Option<Self> {
        Some(match byte {
            0 => Self::Hello,
            1 => Self::Welcome,
            2 => Self::Refusal,
            3 => Self::Request,
            4 => Self::Response,
            5 => Self::Event,
            6 => Self::Log,
            7 => Self::Data,
            _ => return None,
        })
    }
}

/// The frozen start of a frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Header {
    /// Protocol version of the body; of no meaning for the frozen kinds.
    pub version: u8,
    /// What the body is.
    pub kind: Kind,
    /// Chosen by the host; a board answers with the id of the request.
    pub id: u32,
}

impl Header {
    fn to_bytes(self) -> [u8; HEADER_LEN] {
        let id = self.id.to_le_bytes();
        [
            MAGIC,
            self.version,
            self.kind as u8,
            id[0],
            id[1],
            id[2],
            id[3],
        ]
    }
}

/// A decoded frame; the body borrows from the [`Deframer`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Frame<'a> {
    /// The frozen start.
    pub header: Header,
    /// The body, still encoded.
    pub body: &'a [u8],
}

/// Why bytes are not a frame. All of them mean: drop it and wait for the next one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FrameError {
    /// Longer than [`MAX_WIRE_LEN`] (decoding) or than the buffer (encoding).
    TooLong,
    /// Shorter than header and CRC.
    TooShort,
    /// Not COBS: bytes were lost or added.
    Cobs,
    /// The CRC differs: bytes were changed.
    Crc,
    /// Not [`MAGIC`]: some other protocol talks on this line.
    Magic,
    /// A kind that this build does not know.
    Kind,
}

/// Writes one frame with its closing zero into `out` and returns its length in bytes.
///
/// # Errors
/// [`FrameError::TooLong`] if `out` is too small; [`MAX_WIRE_LEN`] bytes always do
/// for a body of at most [`crate::limits::MAX_BODY_LEN`].
pub fn encode_frame(header: Header, body: &[u8], out: &mut [u8]) -> Result<usize, FrameError> {
    let head = header.to_bytes();
    let mut digest = CRC32.digest();
    digest.update(&head);
    digest.update(body);
    let crc = digest.finalize().to_le_bytes();
    // The encoder's finalize writes one code byte without a check, so keep room for it.
    let room = out.len().checked_sub(2).ok_or(FrameError::TooLong)?;
    let mut encoder = CobsEncoder::new(&mut out[..room]);
    for part in [&head[..], body, &crc[..]] {
        encoder.push(part).map_err(|_| FrameError::TooLong)?;
    }
    let len = encoder.finalize();
    *out.get_mut(len).ok_or(FrameError::TooLong)? = 0;
    Ok(len + 1)
}

/// Decodes one frame in place; `wire` is what stood before the closing zero.
///
/// # Errors
/// Any [`FrameError`] but `TooLong`.
pub fn decode_frame(wire: &mut [u8]) -> Result<Frame<'_>, FrameError> {
    let len = cobs::decode_in_place(wire).map_err(|_| FrameError::Cobs)?;
    let raw = &wire[..len];
    let (rest, crc) = raw
        .split_last_chunk::<CRC_LEN>()
        .ok_or(FrameError::TooShort)?;
    let (head, body) = rest
        .split_first_chunk::<HEADER_LEN>()
        .ok_or(FrameError::TooShort)?;
    if CRC32.checksum(rest) != u32::from_le_bytes(*crc) {
        return Err(FrameError::Crc);
    }
    let [magic, version, kind, id @ ..] = *head;
    if magic != MAGIC {
        return Err(FrameError::Magic);
    }
    let kind = Kind::from_byte(kind).ok_or(FrameError::Kind)?;
    let id = u32::from_le_bytes(id);
    Ok(Frame {
        header: Header { version, kind, id },
        body,
    })
}

/// Cuts a stream of bytes into frames; bounded memory, resynchronises at each zero.
#[derive(Debug)]
pub struct Deframer {
    buffer: [u8; MAX_WIRE_LEN],
    len: usize,
    overflow: bool,
    used: bool,
}

impl Default for Deframer {
    fn default() -> Self {
        Self::new()
    }
}

impl Deframer {
    /// An empty deframer.
    pub const fn new() -> Self {
        Self {
            buffer: [0; MAX_WIRE_LEN],
            len: 0,
            overflow: false,
            used: false,
        }
    }

    /// Takes bytes up to the end of one frame.
    ///
    /// Returns how many bytes of `input` were taken (all, unless a frame ended) and
    /// the frame or the reason why it was dropped. Call again with the rest.
    pub fn push(&mut self, input: &[u8]) -> (usize, Option<Result<Frame<'_>, FrameError>>) {
        if core::mem::take(&mut self.used) {
            self.len = 0;
            self.overflow = false;
        }
        let Some(end) = input.iter().position(|&byte| byte == 0) else {
            self.keep(input);
            return (input.len(), None);
        };
        self.keep(&input[..end]);
        self.used = true;
        let taken = end + 1;
        if self.overflow {
            return (taken, Some(Err(FrameError::TooLong)));
        }
        // Two zeros in a row are idle line, not an error: senders may start with one.
        if self.len == 0 {
            return (taken, None);
        }
        (taken, Some(decode_frame(&mut self.buffer[..self.len])))
    }

    fn keep(&mut self, bytes: &[u8]) {
        match self.buffer.get_mut(self.len..self.len + bytes.len()) {
            Some(room) if !self.overflow => {
                room.copy_from_slice(bytes);
                self.len += bytes.len();
            }
            _ => self.overflow = true,
        }
    }
}
