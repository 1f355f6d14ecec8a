//! Reading back by checksum, after all was written
//!
//! Only then: a write that lands at a wrong address is seen where it did damage.

use crc::CRC_32_ISO_HDLC;
use crc::Crc;
use fic_protocol::BoardResponse;
use fic_protocol::HostRequest;

use super::ddr::Ddr;
use super::span::AT_ONCE;
use super::span::Span;
use crate::board::request::unexpected_response;
use crate::error::Error;
use crate::progress::Progress;
use crate::progress::Step;
use crate::wire::session::Limits;

const CRC32: Crc<u32> = Crc::<u32>::new(&CRC_32_ISO_HDLC);
/// Requests whose bytes have one checksum: 64 KiB, so that 4 GiB have 65,536 of them.
const REQUESTS: usize = 8;

/// A checksum of each block that was written.
pub(super) struct Sums {
    next: u64,
    digest: crc::Digest<'static, u32>,
    requests: usize,
    len: u64,
    blocks: Vec<(Span, u32)>,
}

impl Sums {
    /// Of what is written from `start` upwards, whole words.
    pub(super) fn new(start: u64) -> Self {
        Self {
            next: start,
            digest: digest(),
            requests: 0,
            len: 0,
            blocks: Vec::new(),
        }
    }

    /// Takes what one request wrote.
    pub(super) fn update(&mut self, data: &[u8]) {
        debug_assert!(data.len() <= AT_ONCE);
        self.digest.update(data);
        self.len += data.len() as u64;
        self.requests += 1;
        if self.requests == REQUESTS {
            self.close();
        }
    }

    fn close(&mut self) {
        let sum = std::mem::replace(&mut self.digest, digest()).finalize();
        if let Ok(span) = Span::new(self.next, self.len) {
            self.next = span.end();
            self.blocks.push((span, sum));
        }
        self.requests = 0;
        self.len = 0;
    }

    /// The blocks, the last one included.
    fn blocks(&self) -> impl Iterator<Item = (Span, u32)> {
        let last = Span::new(self.next, self.len).ok();
        let sum = self.digest.clone().finalize();
        let blocks = self.blocks.iter().copied();
        blocks.chain(last.map(|span| (span, sum)))
    }
}

fn digest() -> crc::Digest<'static, u32> {
    static TABLE: Crc<u32> = CRC32;
    TABLE.digest()
}

impl Ddr<'_> {
    /// Compares the memory with what was written; how many bytes were compared.
    pub(super) fn verify(
        &mut self,
        sums: &Sums,
        written: u64,
        progress: &mut dyn Progress,
    ) -> Result<u64, Error> {
        let total = sums.blocks().map(|(span, _)| span.len()).sum();
        let mut done = 0;
        for (span, sum) in sums.blocks() {
            progress.report(Step::Verify, done, total);
            self.verify_block(span, sum).map_err(|error| {
                let words = format!("{written} bytes had been written, {done} verified");
                error.after(words, written)
            })?;
            done += span.len();
        }
        progress.report(Step::Verify, done, total);
        Ok(done)
    }

    fn verify_block(&mut self, span: Span, sum: u32) -> Result<(), Error> {
        self.board.stop().check()?;
        let (address, len) = span.parts();
        let request = HostRequest::DdrChecksum { address, len };
        let limit = |limits: &Limits| limits.window(len);
        match self.board.ask(&request, limit)? {
            BoardResponse::Checksum(found) if found == sum => Ok(()),
            BoardResponse::Checksum(_) => Err(Error::VerifyDiffers {
                from: span.start(),
                to: span.end() - 1,
            }),
            _ => Err(unexpected_response(&request)),
        }
    }
}
