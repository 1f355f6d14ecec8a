//! Where a board keeps staged designs

use fic_protocol::Digest;
use fic_protocol::StoreStatus;

/// Why a store did not do what it was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StoreError {
    /// No room: nothing was written, what is there stays.
    Full,
    /// No design of this digest.
    Missing,
    /// Outside of the design, or not at its present end.
    Range,
    /// The medium failed.
    Io,
    /// This store has no place for it.
    Unsupported,
}

/// What a store holds of one design.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Staged {
    /// Bytes of native data when whole.
    pub len_bytes: u32,
    /// Bytes that are there.
    pub have_bytes: u32,
    /// [`Store::commit`] was called.
    pub complete: bool,
}

/// Staged designs by digest, and one small record.
///
/// A store is dumb: the service hashes and decides. What a store promises is order and
/// permanence: after `commit` returns, the design survives a power cut; before it, any
/// prefix that was appended may survive, and `find` tells how much.
pub trait Store {
    /// What is there of this design, if anything.
    fn find(&mut self, digest: &Digest) -> Option<Staged>;
    /// Makes room for a new design of this length.
    ///
    /// # Errors
    /// [`StoreError::Full`], [`StoreError::Io`].
    fn begin(&mut self, digest: &Digest, len_bytes: u32) -> Result<(), StoreError>;
    /// Appends `data` at `offset`, which must be the present end.
    ///
    /// # Errors
    /// [`StoreError::Missing`], [`StoreError::Range`], [`StoreError::Full`], [`StoreError::Io`].
    fn append(&mut self, digest: &Digest, offset: u32, data: &[u8]) -> Result<(), StoreError>;
    /// Makes a design whose bytes are all there permanent.
    ///
    /// # Errors
    /// [`StoreError::Missing`], [`StoreError::Range`], [`StoreError::Io`].
    fn commit(&mut self, digest: &Digest) -> Result<(), StoreError>;
    /// Reads from a design, whole or not; fills `out` completely.
    ///
    /// # Errors
    /// [`StoreError::Missing`], [`StoreError::Range`], [`StoreError::Io`].
    fn read(&mut self, digest: &Digest, offset: u32, out: &mut [u8]) -> Result<(), StoreError>;
    /// Forgets a design, whole or not. Forgetting what is not there is no error.
    ///
    /// # Errors
    /// [`StoreError::Io`].
    fn discard(&mut self, digest: &Digest) -> Result<(), StoreError>;
    /// How full it is.
    fn status(&mut self) -> StoreStatus;
    /// Replaces the record (at most [`MAX_RECORD_LEN`] bytes) so that either the old or the new one survives a power cut.
    ///
    /// # Errors
    /// [`StoreError::Io`], [`StoreError::Full`].
    fn put_record(&mut self, bytes: &[u8]) -> Result<(), StoreError>;
    /// Reads the record into `out` and returns its length; 0 if there is none.
    ///
    /// # Errors
    /// [`StoreError::Io`]; [`StoreError::Range`] if `out` is too small.
    fn record(&mut self, out: &mut [u8]) -> Result<usize, StoreError>;
    /// Replaces the note (at most [`MAX_STORED_NOTE_LEN`] bytes), as [`Self::put_record`] does the record.
    ///
    /// # Errors
    /// [`StoreError::Io`], [`StoreError::Full`].
    fn put_note(&mut self, bytes: &[u8]) -> Result<(), StoreError>;
    /// Reads the note into `out` and returns its length; 0 if there is none.
    ///
    /// # Errors
    /// [`StoreError::Io`]; [`StoreError::Range`] if `out` is too small.
    fn note(&mut self, out: &mut [u8]) -> Result<usize, StoreError>;
    /// Replaces the choice of the design that is loaded at start, as [`Self::put_record`]
    /// does the record. A store that lets designs go never lets go of this one.
    ///
    /// # Errors
    /// [`StoreError::Io`], [`StoreError::Full`]; [`StoreError::Unsupported`] by a store that
    /// does not outlive a restart.
    fn set_boot(&mut self, _digest: Option<&Digest>) -> Result<(), StoreError> {
        Err(StoreError::Unsupported)
    }
    /// The design that is loaded at start, if one was chosen; it may be gone by now.
    fn boot(&mut self) -> Option<Digest> {
        None
    }
}

/// Longest record, bytes.
pub const MAX_RECORD_LEN: usize = 512;
/// Longest stored note, bytes: its text and who left it.
pub const MAX_STORED_NOTE_LEN: usize = fic_protocol::limits::MAX_NOTE_LEN + 128;
