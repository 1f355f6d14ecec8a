//! A session with one board: handshake, requests, answers, time limits
//!
//! A [`Session`] lives as long as its link; [`crate::Board`] makes new ones.

mod call;
mod handshake;
mod limits;
mod liveness;
mod refusal;
#[allow(clippy::module_inception, reason = "the folder's main type")]
mod session;

pub(crate) use call::Call;
pub(crate) use handshake::Opening;
pub(crate) use limits::Limits;
pub(crate) use session::Message;
pub(crate) use session::Session;
