//! Ways to a board: whole frames over any stream of bytes
//!
//! A [`Link`] sends and receives frames, each within a deadline, and knows nothing of
//! what is in them. Every way but a test's fake is a [`Framed`] [`Stream`] of bytes.

mod framed;
mod open;
mod ports;
mod serial;
mod sim;
mod tcp;
mod tls;
mod traits;
#[cfg(unix)]
mod unix;

pub use framed::Framed;
pub(crate) use open::Opener;
pub use ports::Port;
pub use ports::ports;
pub use sim::SimOptions;
pub(crate) use sim::start_wired;
pub use tls::peer_key;
pub use traits::Link;
pub use traits::Received;
pub use traits::Stream;
