//! Why a modelled board cannot be had

use std::io;
use std::path::PathBuf;

use fic_error::diagnostics;
use thiserror::Error;

use crate::store::OpenError;

/// Why a modelled board cannot be had.
#[derive(Debug, Error)]
pub enum SimError {
    /// Not of the form `sim:BOARD[?KEY=VALUE[&…]]`.
    #[error("`{text}` is no modelled board")]
    Address {
        /// What was given.
        text: String,
    },
    /// There is no such generation.
    #[error("there is no modelled board `{board}`")]
    UnknownBoard {
        /// What was given.
        board: String,
    },
    /// The model does not know the option or its value.
    #[error("the modelled board does not take `{key}={value}`")]
    Option {
        /// The option.
        key: String,
        /// Its value.
        value: String,
        /// Why.
        source: fic_model::SetError,
    },
    /// Two boards cannot be joined at these ports.
    #[error("the modelled boards cannot be joined: {source}")]
    Link {
        /// Why.
        source: fic_model::LinkError,
    },
    /// The trace cannot be written.
    #[error("cannot write the trace `{}`", path.display())]
    Trace {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// There is no place for staged designs.
    #[error("cannot make a place for staged designs")]
    Temporary {
        /// Why.
        source: io::Error,
    },
    /// The store cannot be used.
    #[error(transparent)]
    Store(#[from] OpenError),
    /// Its last request did not end in time.
    #[error("a request still acts on the modelled board")]
    StillBusy,
    /// As many sessions as the board takes are open.
    #[error("the modelled board has too many sessions")]
    TooManySessions,
    /// The system has no thread left.
    #[error("cannot start a session with the modelled board")]
    Thread {
        /// Why.
        source: io::Error,
    },
}

diagnostics! { SimError {
    Self::Address { .. } => "bad_address", Usage,
        "use sim:mk1 or sim:mk2, with options like sim:mk2?part=xcku040";
    Self::UnknownBoard { .. } => "unknown_board", Usage,
        "use sim:mk1 or sim:mk2, with options like sim:mk2?part=xcku040";
    Self::Option { .. } => "bad_option", Usage,
        "options are settings of the model, e.g. part=xcku040 or fault.init_stuck=low";
    Self::Link { .. } => "bad_option", Usage, "links are ports 1 to 3; port 0 is the user logic";
    Self::Trace { .. } => "trace_failed", Other, "check the path and that the disk has room";
    Self::Temporary { .. } => "store_failed", Other,
        "check that the folder for temporary files is writable";
    Self::Store(error) => error;
    Self::StillBusy => "busy", NotNow, "the trace may be incomplete";
    Self::TooManySessions => "too_many_sessions", NotNow, "close one of them";
    Self::Thread { .. } => "no_thread", Other, "close some programs and try again";
}}
