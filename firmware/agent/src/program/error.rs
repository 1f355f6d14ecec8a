//! Why the program does not run

use std::error::Error;
use std::fmt::Write as _;
use std::io;
use std::path::PathBuf;

use fic_agent::sim::SimError;
use fic_agent::store::OpenError;
use fic_agent::transport::ListenError;
use fic_error::Diagnostic as _;
use fic_error::ExitClass;
use fic_error::diagnostics;
use fic_keys::KeyError;
use thiserror::Error;

/// Why the program does not run, or did not end well.
#[derive(Debug, Error)]
pub enum ProgramError {
    /// A real board, on a system without pins.
    #[cfg(not(target_os = "linux"))]
    #[error("`{board}` is no board that this system can drive")]
    Board {
        /// What was given.
        board: String,
    },
    /// The real board.
    #[cfg(target_os = "linux")]
    #[error(transparent)]
    Pi(#[from] fic_agent::pi::PiError),
    /// Nothing says which board.
    #[error("no board is named")]
    NoBoard,
    /// The configuration file cannot be read.
    #[error("cannot read the configuration file `{}`", path.display())]
    ConfigRead {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The configuration file is wrong.
    #[error("the configuration file `{}` is wrong", path.display())]
    Config {
        /// The file.
        path: PathBuf,
        /// Where and what.
        source: Box<toml::de::Error>,
    },
    /// The modelled board.
    #[error(transparent)]
    Sim(#[from] SimError),
    /// The store.
    #[error(transparent)]
    Store(#[from] OpenError),
    /// An address.
    #[error(transparent)]
    Listen(#[from] ListenError),
    /// An address that is a part of another one.
    #[error("`{first}` and `{second}` would listen at the same place")]
    AddressTwice {
        /// The one that comes first.
        first: String,
        /// The one for which nothing is left.
        second: String,
    },
    /// A key, or the list of those that are let in.
    #[error(transparent)]
    Keys(#[from] KeyError),
    /// No key yet.
    #[error("there is no key at `{}`", path.display())]
    NoKey {
        /// Where it would be.
        path: PathBuf,
    },
    /// A text that should be a day is none.
    #[error("`{day}` is no day")]
    Day {
        /// What was given.
        day: String,
    },
    /// A key that is not in the list.
    #[error("no key `{fingerprint}` in `{}`", path.display())]
    UnknownKey {
        /// What was given.
        fingerprint: String,
        /// The list.
        path: PathBuf,
    },
    /// There is no folder to keep designs in.
    #[error("there is no home folder to keep staged designs in")]
    NoHome,
    /// Signals cannot be heard.
    #[error("cannot listen to signals")]
    Signals {
        /// Why.
        source: ctrlc::Error,
    },
    /// The report cannot be written.
    #[error("cannot write the report `{}`", path.display())]
    Report {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The trace could not be written whole.
    #[error("the trace is incomplete")]
    Trace {
        /// Why.
        source: io::Error,
    },
    /// A request did not end.
    #[error("a request still acts on the board")]
    StillBusy,
}

diagnostics! { ProgramError {
    #[cfg(not(target_os = "linux"))]
    Self::Board { .. } => "unknown_board", Usage, "use sim:mk1 or sim:mk2";
    #[cfg(target_os = "linux")]
    Self::Pi(error) => error;
    Self::NoBoard => "no_board", Usage,
        "name one with --board, FIC_AGENT_BOARD, or `board` in /etc/fic-agent/config.toml";
    Self::ConfigRead { .. } => "config_unreadable", Usage, "check the path and its permissions";
    Self::Config { .. } => "bad_config", Usage,
        "correct it; `fic-agent check-config` shows what it comes to";
    Self::Sim(error) => error;
    Self::Store(error) => error;
    Self::Listen(error) => error;
    Self::AddressTwice { .. } => "address_twice", Usage,
        "leave one out, or give it another port, path or line; 0.0.0.0 and [::] are all \
         addresses of this machine";
    // A key is read from the command line, or from files.
    Self::Keys(error @ KeyError::Line { .. }) => "bad_key", Usage, "{}", error.help();
    Self::Keys(error) => error;
    Self::NoKey { .. } => "no_key", Other,
        "the agent makes it when it first listens at a tls:// address; is this its folder \
         (--keys, --store)?";
    Self::Day { .. } => "bad_day", Usage, "write it as 2027-01-31";
    Self::UnknownKey { .. } => "unknown_key", Other, "`fic-agent authorize --list` lists them";
    Self::NoHome => "no_home", Other, "name one with --store";
    Self::Signals { .. } => "signals_failed", Other, "this is a fault of the system";
    Self::Report { .. } => "report_failed", Other, "check the path and that the disk has room";
    Self::Trace { .. } => "trace_failed", Other, "check the path and that the disk has room";
    Self::StillBusy => "busy", Other, "the trace may be incomplete";
}}

impl ProgramError {
    /// 2 if the command line is wrong, else 1.
    pub fn exit_code(&self) -> u8 {
        if self.class() == ExitClass::Usage {
            2
        } else {
            1
        }
    }

    /// Message, causes and help, for a person.
    pub fn explained(&self) -> String {
        let mut text = format!("error[{}]: {self}\n", self.code());
        let mut cause = self.source();
        while let Some(error) = cause {
            let _ = writeln!(text, "  because: {error}");
            cause = error.source();
        }
        let _ = writeln!(text, "  help: {}", self.help());
        text
    }
}
