//! `fic ddr write`

use std::path::PathBuf;

use super::SpaceArg;
use crate::args::BoardArgs;
use crate::context::Context;
use crate::io::source::Source;
use crate::view::Answer;
use crate::view::sent::Sent;
use fic_client::Board;
use fic_client::Error;
use fic_client::Progress;
use fic_client::board::ddr::Span;
use fic_client::number;

/// Write bytes at any address of the memory, and verify them
///
/// Address and length need not be multiples of anything: the words at both edges are
/// read, changed and written back. At the end the board reads everything back and
/// compares checksums. AXI registers are written in whole words and not verified.
#[derive(Debug, clap::Args)]
pub(crate) struct Write {
    /// First byte: decimal or 0x; KiB, MiB and GiB may follow
    #[arg(allow_negative_numbers = true)]
    addr: String,
    /// The bytes, or - for standard input
    file: PathBuf,
    #[command(flatten)]
    boards: BoardArgs,
    /// What ADDR is of
    #[arg(long, value_enum, default_value_t = SpaceArg::Memory)]
    space: SpaceArg,
    /// Do not read back what was written
    #[arg(long)]
    no_verify: bool,
    /// Check all that can be checked, and write nothing
    #[arg(long)]
    dry_run: bool,
}

impl Write {
    pub(super) fn run(&self, context: &Context) -> Result<Answer, Error> {
        let address = number::size(&self.addr)?;
        let source = Source::new(&self.file, &self.boards, context)?;
        // A stream's length shows only at its end, but its first byte must fit.
        let span = Span::new(address, source.len()?.unwrap_or(1))?;
        context.on_boards(&self.boards, |board, progress| match self.dry_run {
            true => self.check(board, span, source.len()?),
            false => self.write(board, address, &source, progress),
        })
    }

    fn check(&self, board: &mut Board, span: Span, len: Option<u64>) -> Result<Sent, Error> {
        if len.is_some() {
            board.ddr().space(self.space.into()).check_write(span)?;
        }
        board.require_design()?;
        Ok(Sent::dry(Some(span.start()), len))
    }

    fn write(
        &self,
        board: &mut Board,
        address: u64,
        source: &Source,
        progress: &mut dyn Progress,
    ) -> Result<Sent, Error> {
        let (mut stream, len) = source.open()?;
        let verify = !self.no_verify && self.space == SpaceArg::Memory;
        let mut ddr = board.ddr().space(self.space.into());
        let written = ddr.write_from(address, &mut *stream, len, verify, progress)?;
        Ok(Sent::new(Some(address), written.len_bytes, Some(verify)))
    }
}
