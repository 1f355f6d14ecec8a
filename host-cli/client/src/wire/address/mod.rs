//! Where a board is: every form of `-b` that is an address
//!
//! | Text | Meaning |
//! |---|---|
//! | `sim:mk1`, `sim:mk2`, `sim:mk2?key=value&…` | a modelled board inside this process, new at each start |
//! | `tcp://host[:port]` | an agent over plain TCP |
//! | `tls://host[:port]` | an agent over TLS; pair with it first |
//! | `unix:/path` | an agent's local socket |
//! | `serial:/dev/ttyX[?baud=N]` | an agent or the bare-metal image on a serial line |
//!
//! Names, ranges and groups of the config file are resolved by `fic-cluster`.

#[allow(clippy::module_inception, reason = "the folder's main type")]
mod address;
mod parse;

pub use address::Address;
pub use address::DEFAULT_BAUD;
pub use address::DEFAULT_PORT;
pub use address::HostPort;
pub use parse::BadAddress;
