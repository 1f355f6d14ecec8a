//! Everything that can go wrong with one board, or with many

use std::io;
use std::path::PathBuf;
use std::time::Duration;

use fic_agent::sim::SimError;
use fic_bitstream::BitstreamError;
use fic_bitstream::catalog::CatalogError;
use fic_bitstream::report::Problem;
use fic_keys::KeyError;
use fic_keys::KeyLine;
use fic_network::TableError;
use fic_protocol::BoardError;
use fic_protocol::Diagnosis;

use super::apply::ApplyError;
use super::logs::LogsError;
use super::trust::TrustError;
use super::words::after_cancel;
use super::words::chain;
use super::words::key_of;
use super::words::lost;
use super::words::noted;
use super::words::seconds;
use crate::text::span;
use crate::wire::address::BadAddress;

/// Why something was not done: the message is lower case and says what and where,
/// its [`Diagnostic`](fic_error::Diagnostic) has the code for scripts and what to do.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The command line is wrong.
    #[error("{message}")]
    Usage {
        /// What is wrong.
        message: String,
        /// What would be right.
        help: String,
    },
    /// Neither `-b` nor `FIC_BOARD` nor the config names a board.
    #[error("no board is named")]
    NoBoard,
    /// A list of boards cannot be read.
    #[error("`{text}` names no boards: {reason}")]
    BadSelection {
        /// What was given.
        text: String,
        /// What is wrong with it.
        reason: String,
    },
    /// A name is not in the config.
    #[error("no board `{name}` in the config")]
    UnknownBoard {
        /// The name.
        name: String,
        /// What is in the config.
        known: Vec<String>,
    },
    /// A group is not in the config.
    #[error("no group `@{name}` in the config")]
    UnknownGroup {
        /// The name.
        name: String,
        /// What is in the config.
        known: Vec<String>,
    },
    /// An address cannot be read.
    #[error(transparent)]
    BadAddress(#[from] BadAddress),
    /// The config file cannot be read, understood or written.
    #[error("{}{}: {reason}", path.display(), line.map(|line| format!(":{line}")).unwrap_or_default())]
    Config {
        /// The file.
        path: PathBuf,
        /// Line, counted from 1, where it is known.
        line: Option<usize>,
        /// What is wrong.
        reason: String,
    },
    /// The config file that was named is not there.
    #[error("there is no config file {}, which FIC_CONFIG names", .0.display())]
    NoConfig(PathBuf),
    /// There is no way to the board.
    #[error("cannot reach {address}: {source}")]
    Unreachable {
        /// Where it should be.
        address: String,
        /// What the system said.
        source: io::Error,
    },
    /// Something is there but does not speak.
    #[error("{address} does not answer within {} s", seconds(*waited))]
    NoAnswer {
        /// Where it should be.
        address: String,
        /// For how long.
        waited: Duration,
    },
    /// The link broke and could not be made again in time.
    #[error("the link to {address} broke: {source}")]
    LinkLost {
        /// Where the board was.
        address: String,
        /// What the system said.
        source: io::Error,
    },
    /// The board did not answer a request in time.
    #[error("no answer to `{what}` within {} s", seconds(*waited))]
    Timeout {
        /// The request.
        what: &'static str,
        /// For how long.
        waited: Duration,
    },
    /// `--timeout` passed.
    #[error("not done within the {} s of --timeout", seconds(*limit))]
    TimeLimit {
        /// What was allowed.
        limit: Duration,
    },
    /// No common protocol version.
    #[error("this fic speaks protocol {ours_min} to {ours}, the board {board_min} to {board}")]
    VersionMismatch {
        /// Oldest of ours.
        ours_min: u8,
        /// Newest of ours.
        ours: u8,
        /// Oldest of the board's.
        board_min: u8,
        /// Newest of the board's.
        board: u8,
    },
    /// The peer answers with what it should not.
    #[error("the board answers `{what}` with something else than it should")]
    Protocol {
        /// The request.
        what: &'static str,
    },
    /// The board does not let this host in.
    #[error("the board does not let this host in{}", key_of(ours.as_deref()))]
    NotAuthorised {
        /// This host's key, where the board asked for one.
        ours: Option<Box<KeyLine>>,
    },
    /// The board, or this host's key, is not trusted; nothing was sent.
    #[error(transparent)]
    Trust(#[from] TrustError),
    /// No TLS connection came about.
    #[error("no TLS connection to {address}: {reason}")]
    TlsFailed {
        /// Where it should be.
        address: String,
        /// Why.
        reason: String,
    },
    /// A file of keys is refused.
    #[error("{}", chain(.0))]
    Key(#[from] KeyError),
    /// The board has as many sessions as it takes.
    #[error("the board serves as many sessions as it takes")]
    TooManySessions,
    /// Another one acts on the board.
    #[error("the board is busy: {who} runs `{what}` for {} s", for_ms / 1000)]
    Busy {
        /// Who.
        who: String,
        /// With what.
        what: String,
        /// For how long already, milliseconds.
        for_ms: u32,
    },
    /// Another holds the board's lease.
    #[error("{user} ({key}) holds the board for another {}{}", span((*left_s).into()), noted(memo))]
    LeaseHeld {
        /// Who, as they call themselves.
        user: String,
        /// How the board knows them.
        key: String,
        /// What for; may be empty.
        memo: String,
        /// Seconds until it ends unless it is renewed.
        left_s: u32,
    },
    /// Ctrl-C.
    #[error("cancelled{}", after_cancel(.diagnosis.as_ref()))]
    Cancelled {
        /// What the board saw, if it had touched a pin.
        diagnosis: Option<Diagnosis>,
    },
    /// The board refused or failed.
    #[error("{error}")]
    Board {
        /// Why.
        error: BoardError,
        /// What the pins said, if it had touched any.
        diagnosis: Option<Diagnosis>,
        /// Bytes of native data that were to be loaded; 0 where nothing was.
        len_bytes: u32,
    },
    /// The design is for another part than the board's.
    #[error("the design is for {design}, the board has {board}")]
    PartMismatch {
        /// Part and IDCODE of the design.
        design: String,
        /// Part and IDCODE of the board.
        board: String,
    },
    /// A file cannot be opened, read or written.
    #[error("{}: {source}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A design longer than any part takes.
    #[error("a design of {len_bytes} bytes is longer than any board takes")]
    TooLong {
        /// Its length.
        len_bytes: u64,
    },
    /// A configuration file is refused.
    #[error("{}", chain(.0))]
    Bitstream(#[from] Box<BitstreamError>),
    /// A file changed between two readings.
    #[error("{} changed while it was read", path.display())]
    FileChanged {
        /// The file.
        path: PathBuf,
    },
    /// No part goes by this name.
    #[error("no part `{name}`")]
    UnknownPart {
        /// The name.
        name: String,
        /// What is known.
        known: Vec<String>,
    },
    /// A configuration file was read and must not be loaded.
    #[error("{}: {}", path.display(), problem.message)]
    Refused {
        /// The file.
        path: PathBuf,
        /// Why.
        problem: Box<Problem>,
    },
    /// Nothing goes by this name.
    #[error("no design `{text}`: {reason}")]
    UnknownDesign {
        /// What was given.
        text: String,
        /// Where it was looked for.
        reason: String,
    },
    /// The catalog refuses or fails.
    #[error(transparent)]
    Catalog(#[from] Box<CatalogError>),
    /// A modelled board cannot be had.
    #[error("{}", chain(.0))]
    Sim(#[from] SimError),
    /// This build lacks it.
    #[error("{what} are not supported yet")]
    NotSupportedYet {
        /// What.
        what: String,
        /// What to do instead.
        help: &'static str,
    },
    /// A text that should be a number is none.
    #[error("`{text}` is no number: {reason}")]
    BadNumber {
        /// What was given.
        text: String,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// A number is outside of what the board has; nothing was sent.
    #[error("{message}")]
    OutOfRange {
        /// Which number, and what its bounds are.
        message: String,
    },
    /// A length or address is no multiple of what the board moves at once; nothing was sent.
    #[error("{message}")]
    Unaligned {
        /// Which, and the multiple.
        message: String,
    },
    /// No register goes by this name.
    #[error("no register `{name}`")]
    UnknownRegister {
        /// The name.
        name: String,
        /// What is known.
        known: Vec<String>,
    },
    /// No pin goes by this name.
    #[error("no pin `{name}` on this board")]
    UnknownPin {
        /// The name.
        name: String,
        /// What is known.
        known: Vec<String>,
    },
    /// A pin is driven by the board's own functions; nothing was driven.
    #[error("GPIO{pin} is {owner}: it belongs to a load or the register bus")]
    PinOwned {
        /// Its number.
        pin: u8,
        /// Its names on this board.
        owner: String,
    },
    /// Not all bytes that a request asked for arrived.
    #[error("{got} of {wanted} bytes of `{what}` arrived{}", lost(*repeatable))]
    DataLost {
        /// The request.
        what: &'static str,
        /// Bytes that were to come.
        wanted: usize,
        /// Bytes that came, at least.
        got: usize,
        /// It was asked again, in vain; otherwise asking again is not the same.
        repeatable: bool,
    },
    /// The memory holds something else than was written.
    #[error("the memory from {from:#x} to {to:#x} reads back differently from what was written")]
    VerifyDiffers {
        /// First byte of the block that differs.
        from: u64,
        /// Its last byte.
        to: u64,
    },
    /// A counter runs too fast to be read whole.
    #[error("the counter at {address:#06x} changes faster than it can be read")]
    CounterUnsteady {
        /// Its lowest byte.
        address: u16,
    },
    /// A transfer of several requests ended early.
    #[error("{source}; {done}")]
    PartialTransfer {
        /// Why.
        source: Box<Error>,
        /// What had been done, in words.
        done: String,
        /// The same in bytes.
        bytes_done: u64,
    },
    /// A switching table, a topology or a list of pairs is refused.
    #[error("{}: {source}", path.display())]
    Table {
        /// The file.
        path: PathBuf,
        /// Why.
        source: TableError,
    },
    /// An ELF file is of no use for a board's log.
    #[error("{}: {source}", path.display())]
    Logs {
        /// The file.
        path: PathBuf,
        /// Why.
        source: LogsError,
    },
    /// A switching table was not applied; it says what became of the previous one.
    #[error(transparent)]
    NotApplied(#[from] Box<ApplyError<Self>>),
    /// Tables do not do what they should over the fleet.
    #[error("the tables are wrong in {findings}")]
    FlowsBroken {
        /// How many places, in words.
        findings: String,
    },
    /// The slot count register holds what is no slot count.
    #[error("the slot count register holds {value:#06x}, which is no slot count")]
    BadSlotCount {
        /// What it holds.
        value: u16,
    },
    /// A thread, a signal handler, an output: the machine failed.
    #[error("{what}: {source}")]
    System {
        /// What was tried.
        what: &'static str,
        /// What the system said.
        source: io::Error,
    },
}
