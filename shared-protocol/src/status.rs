//! Messages that say what a board is and what it does

use serde::Deserialize;
use serde::Serialize;

use crate::Name;
use crate::RunRecord;

/// Whether there is a real FPGA behind the answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum BoardKind {
    /// A FiC board.
    Real,
    /// The modelled board.
    Modelled,
}

/// Who answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    /// Version of the agent or image.
    pub build: Name,
    /// [`crate::SCHEMA_HASH`] of the agent or image.
    pub schema_hash: u32,
    /// Board profile: `mk1` or `mk2`.
    pub profile: Name,
    /// FPGA part, e.g. `xcku115`.
    pub part: Name,
    /// Real or modelled.
    pub kind: BoardKind,
    /// Time since the agent or image started, seconds.
    pub uptime_s: u32,
    /// Bytes that the host may have under way unanswered while it stages.
    pub window_bytes: u32,
}

/// Levels of the pins that say how configuration stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PinLevels {
    /// PWOK: the FPGA's supplies are good.
    pub power: bool,
    /// INIT_B, where it could be read in the board's present state.
    pub init_b: Option<bool>,
    /// DONE, where it could be read in the board's present state.
    pub done: Option<bool>,
}

/// How configuration stands, from the pins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum FpgaState {
    /// PWOK is low.
    NoPower,
    /// DONE is low.
    Unconfigured,
    /// DONE is high.
    Configured,
    /// INIT_B and DONE are low: held in clearing, or an error of the last load.
    InitLow,
}

/// The board's store of staged designs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoreStatus {
    /// Designs in it.
    pub designs: u32,
    /// Bytes used.
    pub used_bytes: u64,
    /// Bytes still to be had; `u64::MAX` if unknown.
    pub free_bytes: u64,
}

/// Everything about one board.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BoardStatus {
    /// Who answers.
    pub identity: Identity,
    /// From the pins, now.
    pub fpga: FpgaState,
    /// From the pins, now.
    pub pins: PinLevels,
    /// What was loaded last with success; it runs if `fpga` is `Configured`.
    pub last_load: Option<RunRecord>,
    /// A load has failed or the FPGA was cleared since `last_load`.
    pub stale: bool,
    /// What the board is busy with, if it is.
    pub busy: Option<Busy>,
    /// The store.
    pub store: StoreStatus,
}

/// What the board is occupied with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Busy {
    /// Who asked for it.
    pub who: Name,
    /// What it is: `load`, `stage`, ….
    pub what: Name,
    /// For how long already, milliseconds.
    pub for_ms: u32,
}
