//! The table of requests: what is true of each, whatever it carries
//!
//! One row for each variant of [`HostRequest`], in the order of the wire. Whoever serves,
//! records or repeats a request asks [`RequestKind`]; where the answer depends on what the
//! request carries, [`HostRequest`] has a method of the same name, which stands in `facts.rs`.

use super::HostRequest;
use crate::Role;

/// What a request may do to the board and its lease.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Access {
    /// It only looks.
    Look,
    /// It is about the asker's own lease.
    Lease,
    /// It changes the board, or drives something on it: the lease, where one is required.
    Change,
    /// It overrules others.
    Overrule,
}

impl Access {
    /// The least role that may ask for it.
    pub const fn least_role(self) -> Role {
        match self {
            Self::Look => Role::Read,
            Self::Lease | Self::Change => Role::Operate,
            Self::Overrule => Role::Admin,
        }
    }
}

/// How long a request may act.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DurationClass {
    /// Done before anyone notices; others wait for it.
    Short,
    /// Seconds: whoever asked must be heard meanwhile (`Cancel`), others wait for a while.
    Background,
    /// Longer than anyone wants to wait: others are told `Busy` at once.
    Long,
}

/// What of the board a request uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Hardware {
    /// Nothing: store, session or lease alone.
    Nothing,
    /// Pins.
    Pins,
    /// Pins, and on them the design's data window.
    Window,
}

/// How the audit log tells of a request that was let through to change something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AuditPolicy {
    /// Not at all.
    Nothing,
    /// By a line of its own.
    Line,
    /// By a part of the line for all that followed each other.
    Batch,
    /// Only if it fails: the end of the transfer is what counts.
    Failure,
}

/// What keeps the board, in a word for whoever is told [`Busy`](crate::Busy).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum BusyWord {
    /// `status`
    Status,
    /// `stage`
    Stage,
    /// `load`
    Load,
    /// `check`: a load that touches no pin.
    Check,
    /// `reset`
    Reset,
    /// `probe`
    Probe,
    /// `bus`: the design's bus, or raw pins.
    Bus,
    /// `request`: anything else.
    Request,
}

impl BusyWord {
    /// The word: a promise.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Status => "status",
            Self::Stage => "stage",
            Self::Load => "load",
            Self::Check => "check",
            Self::Reset => "reset",
            Self::Probe => "probe",
            Self::Bus => "bus",
            Self::Request => "request",
        }
    }
}

/// Whether asking twice is the same as asking once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Repeat {
    /// It is: a lost answer may be asked for again.
    Same,
    /// It is not: the design would see it twice, or a load begin again.
    Differs,
}

macro_rules! requests {
    ($($kind:ident $name:literal $audit_name:literal $busy:ident
       $since:literal $access:ident $duration:ident $hardware:ident $audit:ident $repeat:ident)*) => {
        /// Which request, without what it carries; the number is that of the wire.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[repr(u8)]
        pub enum RequestKind {
            $(#[doc = concat!("[`HostRequest::", stringify!($kind), "`].")] $kind),*
        }

        // A function for each column: a program holds only those that it asks.
        impl RequestKind {
            /// Every kind, in the order of the wire.
            pub const ALL: &'static [Self] = &[$(Self::$kind),*];

            /// Its name in messages for people and in memos: a promise.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$kind => $name),* }
            }

            /// Its name in the audit log: a promise.
            pub const fn audit_name(self) -> &'static str {
                match self { $(Self::$kind => $audit_name),* }
            }

            /// See [`BusyWord`].
            pub const fn busy_word(self) -> BusyWord {
                match self { $(Self::$kind => BusyWord::$busy),* }
            }

            /// The protocol version that brought it.
            pub const fn since(self) -> u8 {
                match self { $(Self::$kind => $since),* }
            }

            /// See [`Access`].
            pub const fn access(self) -> Access {
                match self { $(Self::$kind => Access::$access),* }
            }

            /// See [`DurationClass`].
            pub const fn duration(self) -> DurationClass {
                match self { $(Self::$kind => DurationClass::$duration),* }
            }

            /// See [`Hardware`].
            pub const fn hardware(self) -> Hardware {
                match self { $(Self::$kind => Hardware::$hardware),* }
            }

            /// See [`AuditPolicy`].
            pub const fn audit(self) -> AuditPolicy {
                match self { $(Self::$kind => AuditPolicy::$audit),* }
            }

            /// See [`Repeat`].
            pub const fn repeat(self) -> Repeat {
                match self { $(Self::$kind => Repeat::$repeat),* }
            }
        }

        impl HostRequest<'_> {
            /// Which request it is.
            pub const fn kind(&self) -> RequestKind {
                match self { $(Self::$kind { .. } => RequestKind::$kind),* }
            }
        }
    };
}

requests! {
    // kind       name            audit name      busy    since access duration hardware audit  repeat
    Identify     "identify"      "identify"      Status    1 Look     Short      Nothing Nothing Same
    Status       "status"        "status"        Status    1 Look     Short      Pins    Nothing Same
    StageBegin   "stage begin"   "stage"         Stage     1 Change   Background Nothing Failure Same
    StageChunk   "stage chunk"   "stage"         Stage     1 Change   Short      Nothing Failure Same
    StageCommit  "stage commit"  "stage"         Stage     1 Change   Background Nothing Line    Same
    StageDiscard "stage discard" "discard"       Stage     1 Change   Short      Nothing Line    Same
    Load         "load"          "load"          Load      1 Change   Long       Pins    Line    Differs
    Cancel       "cancel"        "cancel"        Request   1 Look     Short      Nothing Nothing Same
    FpgaReset    "fpga reset"    "reset"         Reset     1 Change   Short      Pins    Line    Same
    FpgaProbe    "fpga probe"    "probe"         Probe     1 Change   Short      Pins    Line    Same
    RegRead      "reg read"      "reg read"      Bus       1 Look     Short      Pins    Line    Same
    RegWrite     "reg write"     "reg write"     Bus       1 Change   Short      Pins    Batch   Same
    HlsStart     "hls start"     "hls start"     Bus       1 Change   Short      Pins    Batch   Differs
    HlsReset     "hls reset"     "hls reset"     Bus       1 Change   Short      Pins    Batch   Same
    HlsSend      "hls send"      "hls send"      Bus       1 Change   Short      Window  Batch   Differs
    HlsReceive   "hls receive"   "hls receive"   Bus       1 Change   Short      Window  Batch   Differs
    DdrRead      "ddr read"      "ddr read"      Bus       1 Change   Short      Window  Batch   Same
    DdrWrite     "ddr write"     "ddr write"     Bus       1 Change   Short      Window  Batch   Same
    DdrChecksum  "ddr checksum"  "ddr checksum"  Bus       1 Change   Background Window  Line    Same
    GpioRead     "gpio read"     "gpio read"     Bus       1 Look     Short      Pins    Nothing Same
    GpioWrite    "gpio write"    "gpio write"    Bus       1 Change   Short      Pins    Batch   Same
    NotePut      "note put"      "note"          Request   1 Change   Short      Nothing Line    Same
    NoteGet      "note get"      "note read"     Request   1 Look     Short      Nothing Nothing Same
    LeaseTake    "lease take"    "lease take"    Request   2 Lease    Short      Nothing Line    Same
    LeaseRenew   "lease renew"   "lease renew"   Request   2 Lease    Short      Nothing Nothing Same
    LeaseRelease "lease release" "lease release" Request   2 Lease    Short      Nothing Line    Same
    LeaseShow    "lease show"    "lease show"    Request   2 Look     Short      Nothing Nothing Same
    LeaseBreak   "lease break"   "lease break"   Request   2 Overrule Short      Nothing Line    Same
    AgentInfo    "agent info"    "agent info"    Request   2 Look     Short      Nothing Nothing Same
    AuditRead    "audit read"    "audit read"    Request   2 Look     Short      Nothing Nothing Same
    BootSet      "boot set"      "boot set"      Request   2 Change   Short      Nothing Line    Same
}
