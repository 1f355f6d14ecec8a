//! What is true of a request because of what it carries, beside the table of kinds

use super::Access;
use super::AuditPolicy;
use super::BusyWord;
use super::DurationClass;
use super::Hardware;
use super::HostRequest;
use super::Repeat;
use super::RequestKind;
use super::Space;
use crate::Digest;

/// Address of the user logic's data window (`facts/hardware.md` 9.5, 9.6).
pub const HLS_WINDOW: u16 = 0x1000;

/// Bytes of an answer that a board may gather before it sends them; a request for more
/// needs someone who hears [`HostRequest::Cancel`] meanwhile.
const GATHERED_LEN: u32 = 8192;

/// Registers for which asking twice is not asking once: the data window and the starts.
const WITH_EFFECT: [u16; 4] = [HLS_WINDOW, 0x2000, 0xDDD1, 0xDDD2];

impl RequestKind {
    /// The kind that stands for this first byte of a body in `version`.
    pub fn from_wire(byte: u8, version: u8) -> Option<Self> {
        let kind = Self::ALL.get(usize::from(byte)).copied();
        kind.filter(|kind| kind.since() <= version)
    }
}

impl HostRequest<'_> {
    /// Its name in the audit log.
    pub fn audit_name(&self) -> &'static str {
        if self.is_dry_run() {
            "check"
        } else {
            self.kind().audit_name()
        }
    }

    /// What keeps the board, for whoever is told [`Busy`](crate::Busy).
    pub fn busy_word(&self) -> BusyWord {
        if self.is_dry_run() {
            BusyWord::Check
        } else {
            self.kind().busy_word()
        }
    }

    /// What it may do to the board.
    ///
    /// What is received, or read in the window, is gone from there; the DRAM is asked and
    /// answers through it, and a look at a design's AXI register may change it.
    pub fn access(&self) -> Access {
        if self.is_dry_run() {
            Access::Look
        } else if self.hardware() == Hardware::Window {
            Access::Change
        } else {
            self.kind().access()
        }
    }

    /// How long it may act.
    pub fn duration(&self) -> DurationClass {
        let duration = self.kind().duration();
        if duration == DurationClass::Short && self.data_len() > GATHERED_LEN {
            DurationClass::Background
        } else {
            duration
        }
    }

    /// What of the board it uses.
    pub fn hardware(&self) -> Hardware {
        if self.touches(&[HLS_WINDOW]) {
            Hardware::Window
        } else {
            self.kind().hardware()
        }
    }

    /// How the audit log tells of it.
    pub fn audit(&self) -> AuditPolicy {
        match self.access() {
            Access::Look => AuditPolicy::Nothing,
            _ => self.kind().audit(),
        }
    }

    /// Whether it may be asked again if its answer is lost.
    pub fn repeat(&self) -> Repeat {
        if self.is_of_axi() || self.touches(&WITH_EFFECT) {
            Repeat::Differs
        } else {
            self.kind().repeat()
        }
    }

    /// Bytes of data that come before the answer; 0 where their number is not said.
    pub fn data_len(&self) -> u32 {
        match *self {
            Self::RegRead { count, .. } => u32::from(count) * 2,
            Self::HlsReceive { len } | Self::DdrRead { len, .. } => len,
            _ => 0,
        }
    }

    /// The design that it is about; a chunk is a piece of one and stands for none.
    pub fn digest(&self) -> Option<Digest> {
        match self {
            Self::StageBegin { digest, .. }
            | Self::StageCommit { digest }
            | Self::StageDiscard { digest } => Some(*digest),
            Self::Load(load) => Some(load.digest),
            Self::BootSet { digest } => *digest,
            _ => None,
        }
    }

    /// The request without its borrow; `None` of one that carries text or data.
    pub fn to_static(&self) -> Option<HostRequest<'static>> {
        macro_rules! copied {
            ($($kind:ident $({ $($field:ident),* })?)*) => {
                match *self {
                    $(Self::$kind $({ $($field),* })? => HostRequest::$kind $({ $($field),* })?,)*
                    Self::Load(ref load) => HostRequest::Load(load.clone()),
                    Self::Identify { .. }
                    | Self::StageChunk(_)
                    | Self::RegWrite { .. }
                    | Self::HlsSend { .. }
                    | Self::DdrWrite { .. }
                    | Self::NotePut { .. }
                    | Self::LeaseTake { .. } => return None,
                }
            };
        }
        Some(copied! {
            Status StageBegin { digest, len_bytes } StageCommit { digest } StageDiscard { digest }
            Cancel { id } FpgaReset FpgaProbe RegRead { address, count, force }
            HlsStart HlsReset HlsReceive { len }
            DdrRead { space, address, len } DdrChecksum { address, len }
            GpioRead GpioWrite { pins, levels } NoteGet
            LeaseRenew LeaseRelease LeaseShow LeaseBreak
            AgentInfo AuditRead { from, count } BootSet { digest }
        })
    }

    /// A load that touches no pin.
    fn is_dry_run(&self) -> bool {
        matches!(self, Self::Load(load) if load.dry_run)
    }

    fn is_of_axi(&self) -> bool {
        let space = match self {
            Self::DdrRead { space, .. } | Self::DdrWrite { space, .. } => Some(*space),
            _ => None,
        };
        space == Some(Space::Axi)
    }

    /// It reads or writes one of these registers by its address.
    fn touches(&self, registers: &[u16]) -> bool {
        let (first, count) = match *self {
            Self::RegRead { address, count, .. } => (address, usize::from(count)),
            Self::RegWrite {
                address, values, ..
            } => (address, values.len() / 2),
            _ => return false,
        };
        let range = usize::from(first)..usize::from(first) + count;
        registers.iter().any(|&at| range.contains(&at.into()))
    }
}
