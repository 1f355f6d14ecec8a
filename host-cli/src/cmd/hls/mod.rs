//! `fic hls`: the user logic of the running design

mod control;
mod receive;
mod send;

use clap::Subcommand;

use crate::context::Context;
use crate::view::Answer;
use fic_client::Error;

/// The user logic of the running design: start, reset, send, receive
#[derive(Debug, Subcommand)]
pub(crate) enum Hls {
    /// Start the user logic
    Start(control::Control),
    /// Reset the user logic
    Reset(control::Control),
    /// Send bytes to the user logic's window
    Send(send::Send),
    /// Receive bytes from the user logic's window
    Receive(receive::Receive),
}

impl Hls {
    pub(super) fn run(&self, context: &Context) -> Result<Answer, Error> {
        match self {
            Self::Start(command) => command.run(context, control::Order::Start),
            Self::Reset(command) => command.run(context, control::Order::Reset),
            Self::Send(command) => command.run(context),
            Self::Receive(command) => command.run(context),
        }
    }
}
