//! Messages about the machine beside the board (since version 2)

use serde::Deserialize;
use serde::Serialize;

use crate::Digest;
use crate::LeaseState;
use crate::Name;

/// What a peer may do; each role may do what the ones before it may.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Role {
    /// Look: status, registers, tables, leases, history.
    Read,
    /// Change the board, with a lease where one is needed.
    Operate,
    /// Break the leases of others, too.
    Admin,
}

impl Role {
    /// A stable word: `read`, `operate`, `admin`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Operate => "operate",
            Self::Admin => "admin",
        }
    }
}

/// How the machine beside the board is; `None` is what it has no sensor for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Health {
    /// What it calls itself, e.g. `Raspberry Pi 3 Model B Rev 1.2`; empty if unknown.
    pub model: Name,
    /// Of the processor, thousandths of a degree Celsius.
    pub temperature_mc: Option<i32>,
    /// Core clock, hertz: the time of a GPIO access depends on it.
    pub core_hz: Option<u32>,
    /// Processor clock, hertz.
    pub arm_hz: Option<u32>,
    /// Flags of the Pi's firmware (`get_throttled`): bit 0 under-voltage now, 1 frequency
    /// capped, 2 throttled, 3 soft temperature limit; bits 16 to 19 the same since it started.
    pub throttled: Option<u32>,
    /// Free bytes where the store lies.
    pub free_bytes: Option<u64>,
    /// Memory that is free or can be freed, bytes.
    pub free_memory_bytes: Option<u64>,
}

/// Everything about the agent that is not about the FPGA.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgentInfo {
    /// What the asker may do.
    pub role: Role,
    /// How the board knows the asker (see [`crate::Lease::key`]).
    pub key: Name,
    /// Who may change the board now.
    pub lease: LeaseState,
    /// The design that is loaded when the agent starts, if one was chosen.
    pub boot: Option<Digest>,
    /// The machine.
    pub health: Health,
    /// Sessions now.
    pub sessions: u16,
    /// Frames that arrived damaged since the agent started, over all its lines and sockets.
    pub line_errors: u32,
    /// Records in the audit log, ever.
    pub audit_records: u64,
}

/// A piece of the audit log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditInfo {
    /// Number of the first record in it; records are numbered from 1 and old ones go.
    pub first: u64,
    /// Records in it.
    pub records: u16,
    /// Bytes of it: each record is a JSON object on a line of its own.
    pub len: u32,
}
