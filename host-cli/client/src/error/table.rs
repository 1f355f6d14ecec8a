//! Code, class and help of each error

use fic_agent::sim::SimError;
use fic_agent::store::OpenError;
use fic_bitstream::BitstreamError;
use fic_bitstream::catalog::CatalogError;
use fic_error::ImageError;
use fic_error::diagnostics;
use fic_keys::KeyError;
use fic_network::TableError;
use fic_protocol::BoardError;

use super::error::Error;
use super::explained::Explained;
use super::help::authorise_help;
use super::help::known_help;
use super::help::offered;
use super::help::unreachable_help;
use super::logs::LogsError;
use super::trust::TrustError;

diagnostics! { Error {
    Self::Usage { help, .. } => "usage", Usage, "{help}";
    Self::NoBoard => "no_board", Usage,
        "name one with -b, e.g. `-b sim:mk2`, in FIC_BOARD, or as defaults.board in the config";
    Self::BadSelection { .. } => "bad_board_list", Usage,
        "names, name[00-11] ranges, @groups and addresses, with commas between";
    Self::UnknownBoard { name, known } => "unknown_board", Usage,
        "{}", known_help("board", name, known);
    Self::UnknownGroup { name, known } => "unknown_group", Usage,
        "{}", known_help("group", name, known);
    Self::BadAddress(_) => "bad_address", Usage,
        "sim:mk1, sim:mk2, tcp://host[:port], tls://host[:port], unix:/path or serial:/dev/ttyX[?baud=N]";
    Self::NotSupportedYet { help, .. } => "not_supported_yet", Usage, "{help}";
    Self::Config { .. } => "bad_config", Input,
        "correct the file, or name another one in FIC_CONFIG";
    Self::NoConfig(_) => "bad_config", Input,
        "`fic board add` creates it; or name another one in FIC_CONFIG, or none";
    Self::Unreachable { address, .. } => "unreachable", Unreachable,
        "{}", unreachable_help(address);
    Self::NoAnswer { .. } => "no_answer", Unreachable,
        "something is there that is no fic-agent, or another program holds the line; check port, device and baud rate";
    Self::LinkLost { .. } => "link_lost", Unreachable,
        "check network or cable, then run the same command again: it goes on where it stopped";
    Self::Timeout { .. } => "timeout", Unreachable,
        "the agent hangs or the line loses much; see its log, then run the same command again";
    Self::TimeLimit { .. } => "time_limit", Other,
        "give more with --timeout, or leave it out: the limits then follow from the size";
    Self::VersionMismatch { ours, board, .. } => "version_mismatch", Unreachable,
        "{}", if ours < board { "update this fic" } else { "update the board's agent or image" };
    Self::Protocol { .. } => "protocol_error", Unreachable,
        "check that fic and agent are of the same version; report it with the output of -v";
    Self::NotAuthorised { ours } => "not_authorised", NotNow,
        "{}", authorise_help(ours.as_deref());
    Self::TlsFailed { .. } => "tls_failed", Unreachable,
        "is an agent there, and is this its tls:// port? plain agents are at tcp://";
    Self::TooManySessions => "too_many_sessions", NotNow,
        "try again later, or see on the board who is connected";
    Self::Busy { .. } => "busy", NotNow, "wait for them, or ask them";
    Self::LeaseHeld { .. } => "lease_held", NotNow,
        "ask them, or wait until it ends; an admin of the board may `fic lease break`";
    Self::Cancelled { .. } => "cancelled", Other,
        "run the same command again: what was staged stays staged";
    Self::UnknownPart { name, known } => "unknown_part", Input,
        "{}", offered("the known parts are", name, known);
    Self::FileChanged { .. } => "file_changed", Input,
        "wait until the tool that writes it has ended";
    Self::TooLong { .. } => "too_large", Input, "check that this is the file you mean";
    Self::PartMismatch { .. } => "part_mismatch", Input,
        "nothing was sent; use a design that was built for this board's part";
    Self::File { .. } => "file_error", Input, "check the path and its permissions";
    Self::UnknownDesign { .. } => "unknown_design", Input,
        "a path, a NAME[:VERSION] of `fic catalog list`, or sha256:…";
    Self::BadNumber { .. } => "bad_number", Input,
        "decimal, 0x… or 0b…, with _ between digits; sizes with KiB, MiB or GiB";
    Self::OutOfRange { .. } => "out_of_range", Input, "nothing was sent; correct the number";
    Self::Unaligned { .. } => "unaligned", Input, "nothing was sent; correct the number";
    Self::UnknownRegister { name, known } => "unknown_register", Input,
        "{}", offered("`fic reg list` names all:", name, known);
    Self::UnknownPin { name, known } => "unknown_pin", Input,
        "{}", offered("`fic gpio read` names all:", name, known);
    Self::PinOwned { .. } => "pin_owned", Input,
        "nothing was driven; `fic gpio read` shows whose each pin is";
    Self::DataLost { .. } => "data_lost", Unreachable,
        "the line loses frames: check cable and baud rate";
    Self::VerifyDiffers { .. } => "verify_differs", Board,
        "write it again: if the same place differs, suspect the memory or the design's controller; else the bus";
    Self::CounterUnsteady { .. } => "counter_unsteady", Board,
        "read its bytes one by one with `fic reg read ADDR 4`; the low ones are a guess";
    Self::FlowsBroken { .. } => "flows_broken", Input,
        "each place is named above; nothing was written";
    Self::BadSlotCount { .. } => "bad_slot_count", Board,
        "is the right design loaded? `fic switch apply` sets it";
    Self::System { .. } => "system_error", Other,
        "see the message; report it if it makes no sense";
    Self::Board { error, diagnosis, len_bytes } => &Explained {
        error: *error,
        diagnosis: diagnosis.as_ref(),
        len_bytes: *len_bytes,
    };
    Self::Trust(error) => error;
    Self::Key(error) => error;
    Self::Sim(error) => error;
    Self::Catalog(error) => error.as_ref();
    Self::Bitstream(error) => error.as_ref();
    Self::Refused { problem, .. } => problem.as_ref();
    Self::Table { source, .. } => source;
    Self::Logs { source, .. } => source;
    Self::NotApplied(error) => error.as_ref();
    Self::PartialTransfer { source, .. } => source.as_ref();
}}

/// Every code that an error of this host can have, by the type that it comes from.
pub const CODES: &[&[&str]] = &[
    Error::CODES,
    TrustError::CODES,
    LogsError::CODES,
    TableError::CODES,
    BoardError::CODES,
    ImageError::CODES,
    BitstreamError::CODES,
    CatalogError::CODES,
    KeyError::CODES,
    SimError::CODES,
    OpenError::CODES,
];
