//! What a board says before it answers

use serde::Deserialize;
use serde::Serialize;

/// What a long request is busy with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Phase {
    /// The staged design is hashed and its packets are checked.
    Check,
    /// PROG_B and INIT_B: the FPGA clears its memory.
    Clear,
    /// Words go to the pins.
    Write,
    /// Clocks until DONE and after it.
    Startup,
}

/// How far a long request is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// What it is busy with.
    pub phase: Phase,
    /// Bytes done in this phase.
    pub done: u32,
    /// Bytes in all; 0 where that is not known.
    pub total: u32,
}

/// A message that no request asked for directly.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum BoardEvent {
    /// How far the request of this id is.
    Progress(Progress),
}
