//! Exit codes, and which error has which

use fic_error::Diagnostic as _;
use fic_error::ExitClass;
use fic_protocol::ErrorClass;

use super::Error;
use super::apply::ApplyError;

/// Why a process ends, for scripts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Exit {
    /// Everything asked was done.
    Done = 0,
    /// Boards failed for different reasons, or anything not named below.
    Other = 1,
    /// The command line is wrong.
    Usage = 2,
    /// A board cannot be reached, or speaks another protocol version.
    Unreachable = 3,
    /// The input is refused: file, part, table, address, range.
    Input = 4,
    /// Not allowed now: lease held, not authorised.
    NotNow = 5,
    /// The board failed.
    Board = 6,
}

impl Exit {
    /// The one code of several boards: that which all failures share, else 1.
    pub fn of_all(codes: impl IntoIterator<Item = Self>) -> Self {
        let failures = codes.into_iter().filter(|&code| code != Self::Done);
        failures
            .map(Some)
            .reduce(|one, other| if one == other { one } else { Some(Self::Other) })
            .flatten()
            .unwrap_or(Self::Done)
    }
}

impl From<ErrorClass> for Exit {
    fn from(class: ErrorClass) -> Self {
        match class {
            ErrorClass::Protocol => Self::Unreachable,
            ErrorClass::Input => Self::Input,
            ErrorClass::NotNow => Self::NotNow,
            ErrorClass::Board => Self::Board,
            ErrorClass::Other => Self::Other,
        }
    }
}

impl From<ExitClass> for Exit {
    fn from(class: ExitClass) -> Self {
        match class {
            ExitClass::Other => Self::Other,
            ExitClass::Usage => Self::Usage,
            ExitClass::Unreachable => Self::Unreachable,
            ExitClass::Input => Self::Input,
            ExitClass::NotNow => Self::NotNow,
            ExitClass::Board => Self::Board,
        }
    }
}

impl Error {
    /// The exit code of a command that fails with it.
    pub fn exit(&self) -> Exit {
        match self {
            Self::Usage { .. }
            | Self::NoBoard
            | Self::BadSelection { .. }
            | Self::UnknownBoard { .. }
            | Self::UnknownGroup { .. }
            | Self::BadAddress(_)
            | Self::NotSupportedYet { .. } => Exit::Usage,
            Self::Unreachable { .. }
            | Self::NoAnswer { .. }
            | Self::TlsFailed { .. }
            | Self::LinkLost { .. }
            | Self::Timeout { .. }
            | Self::VersionMismatch { .. }
            | Self::DataLost { .. }
            | Self::Protocol { .. } => Exit::Unreachable,
            Self::NotAuthorised { .. }
            | Self::Trust(_)
            | Self::TooManySessions
            | Self::Busy { .. }
            | Self::LeaseHeld { .. } => Exit::NotNow,
            Self::Config { .. }
            | Self::NoConfig(_)
            | Self::Key(_)
            | Self::PartMismatch { .. }
            | Self::File { .. }
            | Self::TooLong { .. }
            | Self::Bitstream(_)
            | Self::FileChanged { .. }
            | Self::UnknownPart { .. }
            | Self::Refused { .. }
            | Self::UnknownDesign { .. }
            | Self::BadNumber { .. }
            | Self::OutOfRange { .. }
            | Self::Unaligned { .. }
            | Self::UnknownRegister { .. }
            | Self::UnknownPin { .. }
            | Self::PinOwned { .. } => Exit::Input,
            Self::VerifyDiffers { .. } | Self::CounterUnsteady { .. } => Exit::Board,
            Self::PartialTransfer { source, .. } => source.exit(),
            Self::Table { .. } | Self::Logs { .. } | Self::FlowsBroken { .. } => Exit::Input,
            Self::BadSlotCount { .. } => Exit::Board,
            Self::NotApplied(error) => match &**error {
                ApplyError::Bus { source, .. } => source.exit(),
                ApplyError::Differs { .. } => Exit::Board,
            },
            Self::Board { error, .. } => error.class().into(),
            Self::Sim(error) => error.class().into(),
            Self::Catalog(error) => match error.class() {
                ExitClass::Input => Exit::Input,
                ExitClass::NotNow => Exit::NotNow,
                _ => Exit::Other,
            },
            Self::TimeLimit { .. } | Self::Cancelled { .. } | Self::System { .. } => Exit::Other,
        }
    }

    /// A stable snake_case word for scripts.
    pub fn code(&self) -> &str {
        match self {
            Self::Usage { .. } => "usage",
            Self::NoBoard => "no_board",
            Self::BadSelection { .. } => "bad_board_list",
            Self::UnknownBoard { .. } => "unknown_board",
            Self::UnknownGroup { .. } => "unknown_group",
            Self::BadAddress(_) => "bad_address",
            Self::Config { .. } | Self::NoConfig(_) => "bad_config",
            Self::Unreachable { .. } => "unreachable",
            Self::NoAnswer { .. } => "no_answer",
            Self::LinkLost { .. } => "link_lost",
            Self::Timeout { .. } => "timeout",
            Self::TimeLimit { .. } => "time_limit",
            Self::VersionMismatch { .. } => "version_mismatch",
            Self::Protocol { .. } => "protocol_error",
            Self::NotAuthorised { .. } => "not_authorised",
            Self::Trust(error) => error.code(),
            Self::TlsFailed { .. } => "tls_failed",
            Self::Key(error) => error.code(),
            Self::TooManySessions => "too_many_sessions",
            Self::Busy { .. } => "busy",
            Self::LeaseHeld { .. } => "lease_held",
            Self::Cancelled { .. } => "cancelled",
            Self::Board { error, .. } => error.code(),
            Self::Sim(error) => error.code(),
            Self::Catalog(error) => error.code(),
            Self::Bitstream(error) => error.code(),
            Self::Refused { problem, .. } => &problem.code,
            Self::UnknownPart { .. } => "unknown_part",
            Self::FileChanged { .. } => "file_changed",
            Self::TooLong { .. } => "too_large",
            Self::PartMismatch { .. } => "part_mismatch",
            Self::File { .. } => "file_error",
            Self::UnknownDesign { .. } => "unknown_design",
            Self::NotSupportedYet { .. } => "not_supported_yet",
            Self::BadNumber { .. } => "bad_number",
            Self::OutOfRange { .. } => "out_of_range",
            Self::Unaligned { .. } => "unaligned",
            Self::UnknownRegister { .. } => "unknown_register",
            Self::UnknownPin { .. } => "unknown_pin",
            Self::PinOwned { .. } => "pin_owned",
            Self::DataLost { .. } => "data_lost",
            Self::VerifyDiffers { .. } => "verify_differs",
            Self::CounterUnsteady { .. } => "counter_unsteady",
            Self::PartialTransfer { source, .. } => source.code(),
            Self::Table { source, .. } => source.code(),
            Self::Logs { source, .. } => source.code(),
            Self::FlowsBroken { .. } => "flows_broken",
            Self::BadSlotCount { .. } => "bad_slot_count",
            Self::NotApplied(error) => match &**error {
                ApplyError::Bus { source, .. } => source.code(),
                ApplyError::Differs { .. } => "verify_differs",
            },
            Self::System { .. } => "system_error",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Exit;

    #[test]
    fn failures_that_agree_give_their_code_others_one() {
        use Exit::*;
        for (codes, all) in [
            (vec![], Done),
            (vec![Done, Done], Done),
            (vec![Board, Done, Board], Board),
            (vec![Board, Unreachable], Other),
            (vec![Done, Input], Input),
            (vec![Other, Board, Board], Other),
        ] {
            assert_eq!(Exit::of_all(codes.clone()), all, "{codes:?}");
        }
    }
}
