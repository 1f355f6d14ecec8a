//! How peers reach the agent: TLS, TCP on loopback, a unix socket, a serial line, this process

mod accept;
mod address;
mod duplex;
mod error;
mod listen;
mod listening;
mod serial;
mod tcp;
mod tls;
#[cfg(unix)]
mod unix;

pub use address::ListenAddress;
pub(crate) use duplex::HangUp;
pub use duplex::PipeReader;
pub use duplex::PipeWriter;
pub use duplex::duplex;
pub use error::ListenError;
pub use listen::listen;
pub use listen::listen_tls;
pub use listening::Listening;
pub use tls::Identity;
