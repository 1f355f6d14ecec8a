//! Which request needs what

use fic_protocol::HostRequest;
use fic_protocol::Role;
use fic_protocol::Space;

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
            | HostRequest::RegRead { .. }
            | HostRequest::DdrChecksum { .. }
            | HostRequest::GpioRead
            | HostRequest::NoteGet
            | HostRequest::LeaseShow
            | HostRequest::AgentInfo
            | HostRequest::AuditRead { .. } => Self::Look,
            HostRequest::DdrRead { space, .. } => match space {
                Space::Memory => Self::Look,
                // A look at a register of a design may change it.
                Space::Axi => Self::Change,
            },
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
            // What is received is gone from the window.
            | HostRequest::HlsReceive { .. }
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
