//! The table that was applied last, as a board keeps it
//!
//! ```text
//!  0     1      2       3       4       5          6      14       15    15+n      len-32
//! ┌─────┬──────┬───────┬───────┬───────┬──────────┬──────┬────────┬─────┬─────────┬─────────┐
//! │ 'S' │ form │ flags │ ports │ slots │ switches │ at_s │ who: n │ who │ entries │ SHA-256 │
//! │     │  = 1 │       │       │       │          │ u64  │        │     │ u8 each │ of all  │
//! └─────┴──────┴───────┴───────┴───────┴──────────┴──────┴────────┴─────┴─────────┴─────────┘
//! ```
//!
//! Numbers are little-endian; entries stand in the order of [`Shape::cells`] with the values
//! of the registers. The largest is 4,207 bytes; a board keeps 6,144. Who and when are in the
//! note itself, so that they survive when a failed [`super::apply()`] puts the old note back.

use fic_protocol::limits::MAX_NAME_LEN;
use sha2::Digest as _;
use sha2::Sha256;

use crate::board::switch::readback::Readback;
use fic_network::Entry;
use fic_network::Shape;
use fic_network::SwitchTable;

const MAGIC: u8 = b'S';
/// Changes when the layout does.
const FORM: u8 = 1;
const DIGEST_LEN: usize = 32;
const HEAD_LEN: usize = 15;
const WRITE_ONLY: u8 = 1;
const UNFINISHED: u8 = 2;
const READABLE: u8 = 4;

/// What [`super::apply()`] leaves on a board.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// The table.
    pub table: SwitchTable,
    /// `user@host` of the one who applied it.
    pub who: String,
    /// When, seconds since 1970; 0 if unknown.
    pub at_s: u64,
    /// Whether the design gives its table back.
    pub gives_back: Readback,
    /// It was begun and never ended, or it failed and the previous table could not be restored.
    pub unfinished: bool,
}

/// Why a note is not understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoteError {
    /// Not a note of a switching table, or of a newer `fic`.
    #[error("the board's note is none of a switching table, or of a newer fic")]
    Unknown,
    /// Its digest says that it was damaged.
    #[error("the board's note of the last table is damaged")]
    Damaged,
}

impl Note {
    /// The bytes that a board keeps.
    pub fn encode(&self) -> Vec<u8> {
        let shape = self.table.shape();
        let who = shortened(&self.who);
        let flag = |set, flag| if set { flag } else { 0 };
        let flags = flag(self.gives_back == Readback::No, WRITE_ONLY)
            | flag(self.gives_back == Readback::Yes, READABLE)
            | flag(self.unfinished, UNFINISHED);
        let mut bytes = vec![MAGIC, FORM, flags];
        bytes.extend([shape.ports(), shape.slots(), shape.switches()]);
        bytes.extend(self.at_s.to_le_bytes());
        bytes.push(who.len() as u8);
        bytes.extend(who.as_bytes());
        bytes.extend(
            self.table
                .entries()
                .map(|(_, entry)| entry.value(shape.ports())),
        );
        let digest = Sha256::digest(&bytes);
        bytes.extend(digest);
        bytes
    }

    /// Reads the bytes of a note.
    ///
    /// # Errors
    /// [`NoteError`].
    pub fn decode(bytes: &[u8]) -> Result<Self, NoteError> {
        if !bytes.starts_with(&[MAGIC, FORM]) {
            return Err(NoteError::Unknown);
        }
        let (body, digest) = bytes
            .split_last_chunk::<DIGEST_LEN>()
            .ok_or(NoteError::Damaged)?;
        if Sha256::digest(body).as_slice() != digest {
            return Err(NoteError::Damaged);
        }
        Self::of_body(body).ok_or(NoteError::Damaged)
    }

    fn of_body(body: &[u8]) -> Option<Self> {
        let (&[_, _, flags, ports, slots, switches, ref rest @ ..], body) =
            body.split_first_chunk::<HEAD_LEN>()?;
        let (at, who_len) = rest.split_first_chunk()?;
        let (who, values) = body.split_at_checked((*who_len.first()?).into())?;
        let shape = Shape::new(ports, slots, switches).ok()?;
        let entry = |&value: &u8| Entry::of_value(value.into(), ports);
        let entries: Option<Vec<Entry>> = values.iter().map(entry).collect();
        Some(Self {
            table: SwitchTable::of_entries(shape, entries?)?,
            who: String::from_utf8(who.to_vec()).ok()?,
            at_s: u64::from_le_bytes(*at),
            gives_back: match flags & (WRITE_ONLY | READABLE) {
                READABLE => Readback::Yes,
                WRITE_ONLY => Readback::No,
                _ => Readback::Unknown,
            },
            unfinished: flags & UNFINISHED != 0,
        })
    }
}

/// As much of a name as fits, whole characters.
fn shortened(who: &str) -> &str {
    let fits = |&end: &usize| end <= MAX_NAME_LEN && who.is_char_boundary(end);
    let end = (0..=who.len()).rev().find(fits).unwrap_or(0);
    &who[..end]
}
