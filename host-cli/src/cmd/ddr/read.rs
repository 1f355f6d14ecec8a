//! `fic ddr read`

use super::SpaceArg;
use crate::args::BoardArgs;
use crate::context::Context;
use crate::io::sink::SinkArgs;
use crate::view::Answer;
use crate::view::received::Received;
use fic_client::Error;
use fic_client::board::ddr::Span;
use fic_client::number;

/// Read any bytes of the memory
///
/// Address and length need not be multiples of anything: whole words are read, and what
/// was asked for is taken out of them.
#[derive(Debug, clap::Args)]
pub(crate) struct Read {
    /// First byte: decimal or 0x; KiB, MiB and GiB may follow
    #[arg(allow_negative_numbers = true)]
    addr: String,
    /// How many bytes; KiB, MiB and GiB may follow
    #[arg(allow_negative_numbers = true)]
    len: String,
    #[command(flatten)]
    to: SinkArgs,
    #[command(flatten)]
    boards: BoardArgs,
    /// What ADDR is of
    #[arg(long, value_enum, default_value_t = SpaceArg::Memory)]
    space: SpaceArg,
}

impl Read {
    pub(super) fn run(&self, context: &Context) -> Result<Answer, Error> {
        let span = Span::new(number::size(&self.addr)?, number::size(&self.len)?)?;
        self.to.check(span.len(), &self.boards, context)?;
        let answer = context.on_boards(&self.boards, |board, progress| {
            let mut sink = self.to.open();
            let mut ddr = board.ddr().space(self.space.into());
            ddr.read_to(&mut sink, span, progress)?;
            Received::new(Some(span.start()), span.len(), sink)
        })?;
        Ok(self.to.answer(answer))
    }
}
