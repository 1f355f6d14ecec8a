//! How peers reach the agent: TLS, TCP on loopback, a unix socket, a serial line, this process

mod address;
mod duplex;
mod error;
mod serial;
mod tcp;
mod tls;
#[cfg(unix)]
mod unix;

use std::sync::Arc;

pub use address::ListenAddress;
pub(crate) use duplex::HangUp;
pub use duplex::PipeReader;
pub use duplex::PipeWriter;
pub use duplex::duplex;
pub use error::ListenError;
pub use tls::Identity;

use crate::session::Server;

/// An address that is served.
///
/// Dropping it stops the server, sessions at other addresses among them, and removes
/// what it left in the file system: an agent gives up all its addresses at once.
pub struct Listening {
    shown: String,
    stop: Option<Box<dyn FnOnce() + Send>>,
}

impl Listening {
    fn new(shown: String, stop: impl FnOnce() + Send + 'static) -> Self {
        Self {
            shown,
            stop: Some(Box::new(stop)),
        }
    }

    /// The address with what was chosen at start filled in, e.g. the port.
    pub fn address(&self) -> &str {
        &self.shown
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        if let Some(stop) = self.stop.take() {
            stop();
        }
    }
}

/// Serves peers at this address in threads of their own; `tls://` by [`listen_tls`].
///
/// # Errors
/// [`ListenError`] if the address is not allowed, taken or not there.
pub fn listen(address: &ListenAddress, server: &Arc<Server>) -> Result<Listening, ListenError> {
    match address {
        ListenAddress::Tcp(host_port) => tcp::listen(host_port, server),
        ListenAddress::Tls(_) => Err(ListenError::NoKey {
            address: address.to_string(),
        }),
        #[cfg(unix)]
        ListenAddress::Unix(path) => unix::listen(path, server),
        #[cfg(not(unix))]
        ListenAddress::Unix(_) => Err(ListenError::NoUnixSockets),
        ListenAddress::Serial { path, baud } => serial::listen(path, *baud, server),
    }
}

/// Serves peers that show a key at this `host:port`, in threads of their own.
///
/// # Errors
/// [`ListenError`] if the address is taken or not this machine's.
pub fn listen_tls(
    host_port: &str,
    identity: &Arc<Identity>,
    server: &Arc<Server>,
) -> Result<Listening, ListenError> {
    tls::listen(host_port, identity, server)
}
