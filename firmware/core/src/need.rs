//! Which request needs what

use fic_protocol::HostRequest;
use fic_protocol::Role;

use crate::regbus::HLS_WINDOW;

/// What a request needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// It only looks.
    Look,
    /// It is about the asker's own lease.
    Lease,
    /// It changes the board, or drives something on it: the lease, where one is required.
    Change,
    /// It overrules others.
    Overrule,
}

impl Need {
    /// What this request needs.
    pub fn of(request: &HostRequest<'_>) -> Self {
        match request {
            HostRequest::Identify { .. }
            | HostRequest::Status
            | HostRequest::Cancel { .. }
            | HostRequest::GpioRead
            | HostRequest::NoteGet
            | HostRequest::LeaseShow
            | HostRequest::AgentInfo
            | HostRequest::AuditRead { .. } => Self::Look,
            HostRequest::RegRead { address, count, .. } if !reaches_window(*address, *count) => {
                Self::Look
            }
            HostRequest::Load(load) if load.dry_run => Self::Look,
            HostRequest::LeaseTake { .. }
            | HostRequest::LeaseRenew
            | HostRequest::LeaseRelease => Self::Lease,
            HostRequest::LeaseBreak => Self::Overrule,
            HostRequest::StageBegin { .. }
            | HostRequest::StageChunk(_)
            | HostRequest::StageCommit { .. }
            | HostRequest::StageDiscard { .. }
            | HostRequest::Load(_)
            | HostRequest::FpgaReset
            | HostRequest::FpgaProbe
            | HostRequest::RegWrite { .. }
            | HostRequest::HlsStart
            | HostRequest::HlsReset
            | HostRequest::HlsSend { .. }
            // What is received, or read there, is gone from the window. The DRAM is asked
            // and answers through it, and a look at a design's AXI register may change it.
            | HostRequest::HlsReceive { .. }
            | HostRequest::RegRead { .. }
            | HostRequest::DdrRead { .. }
            | HostRequest::DdrChecksum { .. }
            | HostRequest::DdrWrite { .. }
            | HostRequest::GpioWrite { .. }
            | HostRequest::NotePut { .. }
            | HostRequest::BootSet { .. } => Self::Change,
        }
    }

    /// The least role that may ask for it.
    pub fn role(self) -> Role {
        match self {
            Self::Look => Role::Read,
            Self::Lease | Self::Change => Role::Operate,
            Self::Overrule => Role::Admin,
        }
    }
}

fn reaches_window(address: u16, count: u16) -> bool {
    let registers = u32::from(address)..u32::from(address) + u32::from(count);
    registers.contains(&u32::from(HLS_WINDOW))
}
