//! Serving an address, whatever its kind

use std::sync::Arc;

use super::address::ListenAddress;
use super::error::ListenError;
use super::listening::Listening;
use super::serial;
use super::tcp;
use super::tls;
use super::tls::Identity;
#[cfg(unix)]
use super::unix;
use crate::session::Server;

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
