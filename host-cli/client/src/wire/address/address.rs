//! What an address is, and its text

use std::fmt;
use std::path::PathBuf;

/// Port of an agent when an address names none.
pub const DEFAULT_PORT: u16 = 7402;
/// Baud rate of a serial line when an address names none.
pub const DEFAULT_BAUD: u32 = 115_200;

/// Where a board is.
///
/// # Examples
/// ```
/// let address: fic_client::Address = "tcp://fic00".parse()?;
/// assert_eq!(address.to_string(), "tcp://fic00:7402");
/// # Ok::<(), fic_client::wire::address::BadAddress>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Address {
    /// A modelled board inside this process.
    Sim {
        /// Board generation: `mk1` or `mk2`; the model refuses others.
        board: String,
        /// `key=value` options for the model, in the order given.
        options: Vec<(String, String)>,
    },
    /// Plain TCP.
    Tcp(HostPort),
    /// TLS over TCP.
    Tls(HostPort),
    /// A local socket.
    Unix(PathBuf),
    /// A serial line.
    Serial {
        /// Device, e.g. `/dev/ttyUSB0` or `COM3`.
        device: String,
        /// Bits per second.
        baud: u32,
    },
}

/// A host and a port.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HostPort {
    /// Name or IP address, without brackets.
    pub host: String,
    /// TCP port.
    pub port: u16,
}

impl fmt::Display for HostPort {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.host.contains(':') {
            write!(f, "[{}]:{}", self.host, self.port)
        } else {
            write!(f, "{}:{}", self.host, self.port)
        }
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sim { board, options } => {
                write!(f, "sim:{board}")?;
                for (index, (key, value)) in options.iter().enumerate() {
                    write!(f, "{}{key}={value}", if index == 0 { '?' } else { '&' })?;
                }
                Ok(())
            }
            Self::Tcp(to) => write!(f, "tcp://{to}"),
            Self::Tls(to) => write!(f, "tls://{to}"),
            Self::Unix(path) => write!(f, "unix:{}", path.display()),
            Self::Serial { device, baud } if *baud == DEFAULT_BAUD => write!(f, "serial:{device}"),
            Self::Serial { device, baud } => write!(f, "serial:{device}?baud={baud}"),
        }
    }
}
