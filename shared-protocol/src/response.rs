//! What a board answers

use serde::Deserialize;
use serde::Serialize;

use crate::AgentInfo;
use crate::AuditInfo;
use crate::BoardError;
use crate::BoardStatus;
use crate::Busy;
use crate::Diagnosis;
use crate::Identity;
use crate::Lease;
use crate::LeaseState;
use crate::LoadReport;
use crate::Name;
use crate::StageState;

/// A request that failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// Why.
    pub error: BoardError,
    /// What the pins said, if the request had touched any.
    pub diagnosis: Option<Diagnosis>,
}

/// What SelectMAP read back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProbeReport {
    /// IDCODE register, if the port answered.
    pub idcode: Option<u32>,
    /// STAT register, if the port answered.
    pub stat: Option<u32>,
    /// DONE is high: the port answers only if the design has PERSIST.
    pub configured: bool,
}

/// The one answer to a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum BoardResponse {
    /// It was done.
    Done,
    /// It was not done.
    Failed(Failure),
    /// It was not started: another request acts on the board.
    Busy(Busy),
    /// Who answers.
    Identity(Identity),
    /// Everything about the board.
    Status(BoardStatus),
    /// Where a transfer stands.
    Stage(StageState),
    /// What a load did.
    Loaded(LoadReport),
    /// What SelectMAP read back.
    Probe(ProbeReport),
    /// CRC-32 (ISO-HDLC) of what was read.
    Checksum(u32),
    /// The raw pins.
    Gpio(GpioState),
    /// Whose the note is.
    Note(NoteInfo),
    /// How the lease stands. Since version 2, as all that follow.
    Lease(LeaseState),
    /// It was not done: another holds the board.
    Leased(Lease),
    /// Everything about the agent.
    Agent(AgentInfo),
    /// What part of the audit log came.
    Audit(AuditInfo),
}

/// The raw pins, one bit a pin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct GpioState {
    /// Levels.
    pub levels: u32,
    /// Pins that a load or the register bus owns on this board.
    pub owned: u32,
}

/// Who left a note and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoteInfo {
    /// `user@host`; empty if there is no note.
    pub who: Name,
    /// Seconds since 1970; 0 if neither side knew.
    pub at_s: u64,
    /// Bytes of the note.
    pub len: u16,
}

impl From<BoardError> for BoardResponse {
    fn from(error: BoardError) -> Self {
        Self::Failed(Failure {
            error,
            diagnosis: None,
        })
    }
}
