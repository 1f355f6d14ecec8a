//! `tcp://host:port`, `tls://host:port`, `unix:/path`, `serial:/dev/ttyX[?baud=N]`

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

use super::error::ListenError;

/// The port of an agent where none is named.
pub const DEFAULT_PORT: u16 = 7402;
/// The speed of a line where none is named.
pub const DEFAULT_BAUD: u32 = 115_200;

/// Where an agent listens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ListenAddress {
    /// `host:port`; must resolve to loopback.
    Tcp(String),
    /// `host:port` of any of this machine's interfaces; peers show a key.
    Tls(String),
    /// Path of a socket.
    Unix(PathBuf),
    /// A serial line.
    Serial {
        /// Its device.
        path: String,
        /// Bits a second.
        baud: u32,
    },
}

impl FromStr for ListenAddress {
    type Err = ListenError;

    fn from_str(text: &str) -> Result<Self, ListenError> {
        let parsed = match text.split_once(':') {
            Some(("tcp", rest)) => host_port(rest).map(Self::Tcp),
            Some(("tls", rest)) => host_port(rest).map(Self::Tls),
            Some(("unix", path)) => (!path.is_empty()).then(|| Self::Unix(path.into())),
            Some(("serial", rest)) => serial(rest),
            _ => None,
        };
        parsed.ok_or_else(|| ListenError::Address { text: text.into() })
    }
}

fn host_port(rest: &str) -> Option<String> {
    let host_port = rest.strip_prefix("//")?;
    // The colons of a bare `[::1]` are not before a port.
    let after_host = host_port.rsplit(']').next()?;
    let full = match after_host.split_once(':') {
        Some((_, port)) => {
            port.parse::<u16>().ok()?;
            host_port.to_owned()
        }
        None => format!("{host_port}:{DEFAULT_PORT}"),
    };
    (!full.starts_with(':')).then_some(full)
}

fn serial(rest: &str) -> Option<ListenAddress> {
    let (path, baud) = match rest.split_once('?') {
        Some((path, option)) => (path, option.strip_prefix("baud=")?.parse().ok()?),
        None => (rest, DEFAULT_BAUD),
    };
    (!path.is_empty() && baud > 0).then(|| ListenAddress::Serial {
        path: path.to_owned(),
        baud,
    })
}

impl fmt::Display for ListenAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tcp(host_port) => write!(f, "tcp://{host_port}"),
            Self::Tls(host_port) => write!(f, "tls://{host_port}"),
            Self::Unix(path) => write!(f, "unix:{}", path.display()),
            Self::Serial { path, baud } => write!(f, "serial:{path}?baud={baud}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use fic_error::Diagnostic as _;
    use fic_error::ExitClass;

    use super::*;

    #[test]
    fn addresses_are_read_and_shown() {
        for (text, shown) in [
            ("tcp://127.0.0.1:0", "tcp://127.0.0.1:0"),
            ("tcp://localhost", "tcp://localhost:7402"),
            ("tcp://[::1]", "tcp://[::1]:7402"),
            ("tcp://[::1]:9", "tcp://[::1]:9"),
            ("tls://[::]", "tls://[::]:7402"),
            ("tls://0.0.0.0:1", "tls://0.0.0.0:1"),
            ("unix:/run/fic.sock", "unix:/run/fic.sock"),
            ("serial:/dev/ttyUSB0", "serial:/dev/ttyUSB0?baud=115200"),
            ("serial:COM3?baud=3000000", "serial:COM3?baud=3000000"),
        ] {
            let address: ListenAddress = text.parse().unwrap();
            assert_eq!(address.to_string(), shown);
            assert_eq!(shown.parse::<ListenAddress>().unwrap(), address);
        }
    }

    #[test]
    fn nonsense_is_refused() {
        for text in [
            "",
            "tcp",
            "tcp:",
            "tcp://",
            "tcp://:7402",
            "tcp:/host",
            "tcp://host:port",
            "tcp://host:99999",
            "unix:",
            "serial:",
            "serial:/dev/x?baud=",
            "serial:/dev/x?baud=0",
            "serial:/dev/x?speed=9",
            "tls:host",
            "tls://",
            "http://host",
            "127.0.0.1:7402",
        ] {
            let error = text.parse::<ListenAddress>().unwrap_err();
            assert_eq!(error.class(), ExitClass::Usage, "{text}");
        }
    }
}
