//! Stable words for the log

use fic_protocol::BoardResponse;
use fic_protocol::Digest;
use fic_protocol::HostRequest;

/// What a request is called.
pub fn word_of(request: &HostRequest<'_>) -> &'static str {
    match request {
        HostRequest::Identify { .. } => "identify",
        HostRequest::Status => "status",
        HostRequest::StageBegin { .. }
        | HostRequest::StageChunk(_)
        | HostRequest::StageCommit { .. } => "stage",
        HostRequest::StageDiscard { .. } => "discard",
        HostRequest::Load(load) if load.dry_run => "check",
        HostRequest::Load(_) => "load",
        HostRequest::Cancel { .. } => "cancel",
        HostRequest::FpgaReset => "reset",
        HostRequest::FpgaProbe => "probe",
        HostRequest::RegRead { .. } => "reg read",
        HostRequest::RegWrite { .. } => "reg write",
        HostRequest::HlsStart => "hls start",
        HostRequest::HlsReset => "hls reset",
        HostRequest::HlsSend { .. } => "hls send",
        HostRequest::HlsReceive { .. } => "hls receive",
        HostRequest::DdrRead { .. } => "ddr read",
        HostRequest::DdrWrite { .. } => "ddr write",
        HostRequest::DdrChecksum { .. } => "ddr checksum",
        HostRequest::GpioRead => "gpio read",
        HostRequest::GpioWrite { .. } => "gpio write",
        HostRequest::NotePut { .. } => "note",
        HostRequest::NoteGet => "note read",
        HostRequest::LeaseTake { .. } => "lease take",
        HostRequest::LeaseRenew => "lease renew",
        HostRequest::LeaseRelease => "lease release",
        HostRequest::LeaseShow => "lease show",
        HostRequest::LeaseBreak => "lease break",
        HostRequest::AgentInfo => "agent info",
        HostRequest::AuditRead { .. } => "audit read",
        HostRequest::BootSet { .. } => "boot set",
    }
}

/// The design that a request is about.
pub fn digest_of(request: &HostRequest<'_>) -> Option<Digest> {
    match request {
        HostRequest::StageBegin { digest, .. }
        | HostRequest::StageCommit { digest }
        | HostRequest::StageDiscard { digest } => Some(*digest),
        HostRequest::Load(load) => Some(load.digest),
        HostRequest::BootSet { digest } => *digest,
        _ => None,
    }
}

/// `ok`, or the stable word of what went wrong.
pub fn result_of(response: &BoardResponse) -> &'static str {
    match response {
        BoardResponse::Failed(failure) => failure.error.code(),
        BoardResponse::Busy(_) => "busy",
        BoardResponse::Leased(_) => "lease_held",
        BoardResponse::Stage(state) if !state.complete => "incomplete",
        _ => "ok",
    }
}
