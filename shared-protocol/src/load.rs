//! Messages that put a design into the FPGA

use serde::Deserialize;
use serde::Serialize;

use crate::Digest;
use crate::Memo;
use crate::Name;

/// Data width of the SelectMAP port.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Mode {
    /// CD0-7.
    X8,
    /// CD0-15.
    X16,
}

/// The width that a host asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum ModeChoice {
    /// The one in the board's profile.
    Auto,
    /// CD0-7.
    X8,
    /// CD0-15.
    X16,
}

/// Asks for a staged design to be loaded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LoadRequest {
    /// Which design; it must be staged.
    pub digest: Digest,
    /// Port width.
    pub mode: ModeChoice,
    /// Load even if the same design already runs.
    pub force: bool,
    /// Check everything that can be known before a pin moves, then stop.
    pub dry_run: bool,
    /// What people call the design.
    pub name: Name,
    /// A note for the others.
    pub memo: Memo,
    /// The host's time, seconds since 1970, for boards without a clock; 0 if unknown.
    pub host_time_s: u64,
}

/// What a successful load did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LoadReport {
    /// What is now recorded as running; of a dry run, what would be.
    pub record: RunRecord,
    /// The design already ran and nothing was done.
    pub already_running: bool,
    /// CCLK pulses after the last data word.
    pub startup_clocks: u32,
    /// Looks at INIT_B while data was written.
    pub init_looks: u32,
}

/// What was loaded, by whom and when. Kept across restarts of the agent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunRecord {
    /// Which design.
    pub digest: Digest,
    /// What people call it.
    pub name: Name,
    /// The note given with the load.
    pub memo: Memo,
    /// Who asked for it (`user@host`).
    pub who: Name,
    /// When, seconds since 1970; 0 if neither side knew.
    pub at_s: u64,
    /// Port width used.
    pub mode: Mode,
    /// A partial design on top of a running one.
    pub partial: bool,
    /// Bytes of native data.
    pub len_bytes: u32,
    /// How long the pins were busy, microseconds of the board's clock.
    pub duration_us: u64,
}

/// What the board saw when a load failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Diagnosis {
    /// Bytes of data that had gone to the pins.
    pub bytes_written: u32,
    /// INIT_B at the failure.
    pub init_b: bool,
    /// DONE at the failure.
    pub done: bool,
    /// STAT as read back through SelectMAP, if the port answered.
    pub stat: Option<u32>,
    /// The FPGA was cleared afterwards.
    pub cleared: bool,
}
