//! `fic hls send`

use std::path::PathBuf;

use crate::args::BoardArgs;
use crate::context::Context;
use crate::io::source::Source;
use crate::view::Answer;
use crate::view::sent::Sent;
use fic_client::Error;

/// Send bytes to the user logic's window
///
/// On mk2 an even number of bytes. What the user logic does not take stops the transfer;
/// the message says how many bytes had been sent, and none is sent twice.
#[derive(Debug, clap::Args)]
pub(crate) struct Send {
    /// The bytes, or - for standard input
    file: PathBuf,
    #[command(flatten)]
    boards: BoardArgs,
    /// Check all that can be checked, and send nothing
    #[arg(long)]
    dry_run: bool,
}

impl Send {
    pub(super) fn run(&self, context: &Context) -> Result<Answer, Error> {
        let source = Source::new(&self.file, &self.boards, context)?;
        context.on_boards(&self.boards, |board, progress| {
            if self.dry_run {
                let len = source.len()?;
                len.map_or(Ok(()), |len| board.hls().check(len))?;
                board.require_design()?;
                return Ok(Sent::dry(None, len));
            }
            let (mut stream, len) = source.open()?;
            let sent = board.hls().send_from(&mut *stream, len, progress)?;
            Ok(Sent::new(None, sent, None))
        })
    }
}
