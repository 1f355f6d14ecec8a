//! Why an address cannot be served

use std::io;
use std::path::PathBuf;

use fic_error::diagnostics;
use thiserror::Error;

/// Why an address cannot be served.
#[derive(Debug, Error)]
pub enum ListenError {
    /// The address has no known form.
    #[error("`{text}` is no address to listen at")]
    Address {
        /// What was given.
        text: String,
    },
    /// Plain TCP would let anyone on the network in.
    #[error("plain TCP is served on loopback only, and `{address}` is not")]
    NotLoopback {
        /// What was given.
        address: String,
    },
    /// The name does not resolve.
    #[error("cannot find the host of `{address}`")]
    Resolve {
        /// What was given.
        address: String,
        /// Why.
        source: io::Error,
    },
    /// Somebody listens there.
    #[error("another program listens at `{address}`")]
    InUse {
        /// What was given.
        address: String,
    },
    /// Something that is no socket has the path.
    #[error("`{}` exists and is no socket", path.display())]
    NoSocket {
        /// The path.
        path: PathBuf,
    },
    /// The system refused.
    #[error("cannot listen at `{address}`")]
    Io {
        /// What was given.
        address: String,
        /// Why.
        source: io::Error,
    },
    /// The line cannot be opened.
    #[error("cannot open the serial line `{path}`")]
    Serial {
        /// The device.
        path: String,
        /// Why.
        source: serialport::Error,
    },
    /// TLS needs the agent's key.
    #[error("`{address}` is served with a key only")]
    NoKey {
        /// What was given.
        address: String,
    },
    /// This system has none.
    #[error("this system has no unix sockets")]
    NoUnixSockets,
}

diagnostics! { ListenError {
    Self::Address { .. } => "bad_address", Usage,
        "use tls://HOST:PORT, tcp://127.0.0.1:PORT, unix:/path or serial:/dev/ttyX[?baud=N]";
    Self::NotLoopback { .. } => "not_loopback", Usage,
        "listen at tls:// there, or at tcp://127.0.0.1:PORT behind an SSH tunnel";
    Self::Resolve { .. } => "unknown_host", Other,
        "use an address like 127.0.0.1 instead of a name";
    Self::InUse { .. } => "address_in_use", Other, "stop that program or choose another address";
    Self::NoSocket { .. } => "not_a_socket", Other, "remove it or choose another path";
    Self::Io { .. } => "listen_failed", Other,
        "check that the address is this machine's and the path is writable";
    Self::Serial { .. } => "serial_failed", Other,
        "check the path, that you are in its group (often dialout) and that nobody has it open";
    Self::NoKey { .. } => "no_key", Other,
        "this is a fault of the program: it has to make the key first";
    Self::NoUnixSockets => "not_supported", Usage, "listen at tcp://127.0.0.1:PORT";
}}
