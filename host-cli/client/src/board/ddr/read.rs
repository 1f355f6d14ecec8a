//! Reading, in bounded memory

use std::io::Write;

use fic_protocol::HostRequest;

use super::ddr::Ddr;
use super::span::Span;
use crate::board::transfer::put;
use crate::error::Error;
use crate::progress::Progress;
use crate::progress::Step;

/// Bytes of one request: what is read again when a frame is lost, six seconds of a serial line.
const AT_ONCE: u64 = 64 * 1024;

impl Ddr<'_> {
    /// Reads any bytes; at most a few MiB should be asked for at once.
    ///
    /// # Errors
    /// Those of the link; [`Error::DataLost`]; [`Error::Busy`]; [`Error::Board`], with
    /// `no_ack` if the design has no rasddr module or was not started.
    pub fn read(&mut self, span: Span) -> Result<Vec<u8>, Error> {
        let mut bytes = Vec::new();
        self.read_to(&mut bytes, span, &mut crate::progress::Silent)?;
        Ok(bytes)
    }

    /// Reads any number of bytes into `sink`, in bounded memory.
    ///
    /// # Errors
    /// Those of [`Self::read`]; as [`Error::PartialTransfer`] if some had been read;
    /// [`Error::System`] if they cannot be written.
    pub fn read_to(
        &mut self,
        sink: &mut dyn Write,
        span: Span,
        progress: &mut dyn Progress,
    ) -> Result<(), Error> {
        let mut done = 0;
        for piece in span.words().pieces(AT_ONCE) {
            progress.report(Step::Receive, done, span.len());
            let outcome = self.read_words(piece).and_then(|bytes| {
                let wanted = within(piece, span);
                put(sink, &bytes[wanted.clone()])?;
                Ok(wanted.len() as u64)
            });
            done += outcome.map_err(|error| match done {
                0 => error,
                _ => error.after(
                    format!("{done} of {} bytes had been read", span.len()),
                    done,
                ),
            })?;
        }
        progress.report(Step::Receive, done, span.len());
        Ok(())
    }

    /// Reads whole words, no more than one request may.
    pub(super) fn read_words(&mut self, words: Span) -> Result<Vec<u8>, Error> {
        let (address, len) = words.parts();
        let request = HostRequest::DdrRead {
            space: self.space,
            address,
            len,
        };
        self.board.fetch(&request, len as usize)
    }
}

/// Where in the bytes of `piece` those of `span` are.
fn within(piece: Span, span: Span) -> std::ops::Range<usize> {
    let from = span.start().max(piece.start()) - piece.start();
    let to = span.end().min(piece.end()) - piece.start();
    from as usize..to as usize
}
