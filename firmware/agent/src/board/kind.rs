//! What a request means for others who want the board

use fic_protocol::HostRequest;

/// Bytes of an answer that a session gathers before it sends them.
const GATHERED_LEN: u32 = 8192;

/// What a request does, as far as others care.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Who are you.
    Identify,
    /// Everything about the board.
    Status,
    /// A transfer begins: may hash what an earlier one left, which takes seconds.
    StageBegin,
    /// A transfer's chunk, or its end.
    Stage,
    /// Everything was sent: flushing it to the disk takes seconds.
    StageCommit,
    /// A load.
    Load,
    /// A load that touches no pin.
    DryRun,
    /// The FPGA is cleared.
    Reset,
    /// The FPGA is asked for its registers.
    Probe,
    /// The design's bus is used, or raw pins.
    Bus,
    /// The design's bus is used for more bytes than are gathered at once.
    BusStream,
    /// Any other request; short.
    Other,
}

impl Kind {
    /// The kind of this request.
    pub fn of(request: &HostRequest<'_>) -> Self {
        match request {
            HostRequest::Identify { .. } => Self::Identify,
            HostRequest::Status => Self::Status,
            HostRequest::StageBegin { .. } => Self::StageBegin,
            HostRequest::StageChunk(_) | HostRequest::StageDiscard { .. } => Self::Stage,
            HostRequest::StageCommit { .. } => Self::StageCommit,
            HostRequest::Load(load) if load.dry_run => Self::DryRun,
            HostRequest::Load(_) => Self::Load,
            HostRequest::FpgaReset => Self::Reset,
            HostRequest::FpgaProbe => Self::Probe,
            HostRequest::RegRead { count, .. } => Self::bus(u32::from(*count) * 2),
            HostRequest::HlsReceive { len } | HostRequest::DdrRead { len, .. } => Self::bus(*len),
            HostRequest::DdrChecksum { .. } => Self::BusStream,
            HostRequest::RegWrite { .. }
            | HostRequest::HlsStart
            | HostRequest::HlsReset
            | HostRequest::HlsSend { .. }
            | HostRequest::DdrWrite { .. }
            | HostRequest::GpioRead
            | HostRequest::GpioWrite { .. } => Self::Bus,
            HostRequest::Cancel { .. } | HostRequest::NotePut { .. } | HostRequest::NoteGet => {
                Self::Other
            }
            HostRequest::LeaseTake { .. }
            | HostRequest::LeaseRenew
            | HostRequest::LeaseRelease
            | HostRequest::LeaseShow
            | HostRequest::LeaseBreak
            | HostRequest::AgentInfo
            | HostRequest::AuditRead { .. }
            | HostRequest::BootSet { .. } => Self::Other,
        }
    }

    fn bus(len: u32) -> Self {
        match len > GATHERED_LEN {
            true => Self::BusStream,
            false => Self::Bus,
        }
    }

    /// Holds the board for longer than anyone wants to wait without being told.
    pub fn is_long(self) -> bool {
        matches!(self, Self::Load | Self::DryRun)
    }

    /// May take long enough that its session must stay able to hear `Cancel`.
    pub fn needs_thread(self) -> bool {
        self.is_long() || matches!(self, Self::StageBegin | Self::StageCommit | Self::BusStream)
    }

    /// A word for the one who is told `Busy`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Identify | Self::Status => "status",
            Self::StageBegin | Self::Stage | Self::StageCommit => "stage",
            Self::Load => "load",
            Self::DryRun => "check",
            Self::Reset => "reset",
            Self::Probe => "probe",
            Self::Bus | Self::BusStream => "bus",
            Self::Other => "request",
        }
    }
}
