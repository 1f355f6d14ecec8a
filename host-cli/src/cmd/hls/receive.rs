//! `fic hls receive`

use crate::args::BoardArgs;
use crate::context::Context;
use crate::io::sink::SinkArgs;
use crate::view::Answer;
use crate::view::received::Received;
use fic_client::Error;
use fic_client::number;

/// Receive bytes from the user logic's window
///
/// Receiving takes the bytes from the user logic: what a broken link loses is lost. On
/// mk2 an even number of bytes.
#[derive(Debug, clap::Args)]
pub(crate) struct Receive {
    /// How many bytes; KiB and MiB may follow
    #[arg(allow_negative_numbers = true)]
    count: String,
    #[command(flatten)]
    to: SinkArgs,
    #[command(flatten)]
    boards: BoardArgs,
    /// Check all that can be checked, and receive nothing
    #[arg(long)]
    dry_run: bool,
}

impl Receive {
    pub(super) fn run(&self, context: &Context) -> Result<Answer, Error> {
        let len = number::size(&self.count)?;
        self.to.check(len, &self.boards, context)?;
        let answer = context.on_boards(&self.boards, |board, progress| {
            board.hls().check(len)?;
            if self.dry_run {
                board.require_design()?;
                return Ok(Received::dry(None, len));
            }
            let mut sink = self.to.open();
            board.hls().receive_to(&mut sink, len, progress)?;
            Received::new(None, len, sink)
        })?;
        Ok(self.to.answer(answer))
    }
}
