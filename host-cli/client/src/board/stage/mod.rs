//! Bringing a design to a board's store: window, compression, resume
//!
//! The host asks for the digest first; a board that has it receives nothing. Otherwise
//! chunks go inside a [`SendWindow`]. When the link breaks, it is made again and the
//! transfer goes on at the offset that the board wants: no more than one window is sent
//! twice. Memory is bounded: one window and one chunk, whatever the size of the design.

mod chunk;
mod replay;

use std::time::Instant;

use fic_protocol::BoardError;
use fic_protocol::BoardResponse;
use fic_protocol::HostRequest;
use fic_protocol::StageState;
use fic_protocol::limits::CHUNK_LEN;
use fic_protocol::limits::WINDOW_CHUNKS;
use fic_protocol::transfer::SendWindow;

use crate::board::board::Board;
use crate::board::retry::RetryPolicy;
use crate::design::Design;
use crate::error::Error;
use crate::progress::Progress;
use crate::progress::Step;
use crate::wire::session::Limits;
use crate::wire::session::Message;
use chunk::ChunkWriter;
use replay::ReplayBuffer;

/// Times that a board may take all and not have the whole design.
const MAX_REFUSALS: u32 = 5;
const MAX_WINDOW: u32 = (CHUNK_LEN * WINDOW_CHUNKS) as u32;

/// What a transfer did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct StageReport {
    /// The board had the design already.
    pub skipped: bool,
    /// Bytes of native data in the design.
    pub len_bytes: u32,
    /// Where this transfer began: the board had that much from an earlier one.
    pub resumed_at: u32,
    /// Bytes of native data that were sent.
    pub sent_bytes: u64,
    /// Bytes that they took after compression.
    pub packed_bytes: u64,
    /// Bytes of native data that were sent more than once.
    pub resent_bytes: u64,
}

impl Board {
    /// Brings a design to the board's store.
    ///
    /// # Errors
    /// Those of the link, once it cannot be made again; [`Error::Board`]; [`Error::File`]
    /// and errors of the format if the design cannot be read; [`Error::Cancelled`].
    pub fn stage(
        &mut self,
        design: &Design,
        progress: &mut dyn Progress,
    ) -> Result<StageReport, Error> {
        let first = self.stage_begin(design)?;
        if first.complete {
            progress.skipped(Step::Stage);
            return Ok(StageReport {
                skipped: true,
                len_bytes: design.len_bytes(),
                ..StageReport::default()
            });
        }
        let mut transfer = Transfer::new(self, design, first)?;
        transfer.run(progress)?;
        Ok(transfer.report)
    }

    fn stage_begin(&mut self, design: &Design) -> Result<StageState, Error> {
        let len_bytes = design.len_bytes();
        let digest = design.digest();
        // An interrupted transfer is hashed again by an agent that restarted.
        self.ask_stage(&HostRequest::StageBegin { digest, len_bytes }, len_bytes)
    }

    fn ask_stage(
        &mut self,
        request: &HostRequest<'_>,
        len_bytes: u32,
    ) -> Result<StageState, Error> {
        match self.ask(request, |limits: &Limits| limits.store(len_bytes))? {
            BoardResponse::Stage(state) => Ok(state),
            _ => Err(crate::board::request::unexpected_response(request)),
        }
    }
}

/// A transfer under way.
struct Transfer<'t> {
    board: &'t mut Board,
    design: &'t Design,
    window: SendWindow,
    source: ReplayBuffer<'t>,
    chunks: ChunkWriter,
    report: StageReport,
    retry: RetryPolicy,
    /// Times that the board did not take all as whole.
    refusals: u32,
}

impl<'t> Transfer<'t> {
    fn new(board: &'t mut Board, design: &'t Design, first: StageState) -> Result<Self, Error> {
        let window_bytes = board.identity().window_bytes.min(MAX_WINDOW);
        let first_id = board.session()?.next_id();
        let len_bytes = design.len_bytes();
        let window = SendWindow::new(len_bytes, first.next_offset, window_bytes, first_id);
        let resumed_at = window.acknowledged();
        Ok(Self {
            board,
            design,
            window,
            source: ReplayBuffer::new(design, MAX_WINDOW as usize),
            chunks: ChunkWriter::new(design.digest()),
            report: StageReport {
                len_bytes,
                resumed_at,
                ..StageReport::default()
            },
            retry: RetryPolicy::of_transfer(),
            refusals: 0,
        })
    }

    fn run(&mut self, progress: &mut dyn Progress) -> Result<(), Error> {
        loop {
            match self.pump(progress).and_then(|()| self.commit()) {
                Ok(true) => {
                    self.report.resent_bytes = self.window.resent();
                    return Ok(());
                }
                Ok(false) => self.stalled(None)?,
                Err(error) => self.stalled(Some(error))?,
            }
            self.resume()?;
        }
    }

    /// Sends and listens until the board has everything.
    fn pump(&mut self, progress: &mut dyn Progress) -> Result<(), Error> {
        let total = u64::from(self.design.len_bytes());
        while !self.window.finished() {
            progress.report(Step::Stage, self.window.acknowledged().into(), total);
            self.fill_window()?;
            self.listen()?;
        }
        progress.report(Step::Stage, total, total);
        Ok(())
    }

    fn fill_window(&mut self) -> Result<(), Error> {
        while let Some(piece) = self.window.next_piece() {
            self.board.stop().check()?;
            let data = self.source.read_at(piece.offset, piece.len)?;
            let chunk = self.chunks.write(piece.offset, data);
            let packed = chunk.data.len() as u64;
            let session = self.board.session()?;
            let deadline = Instant::now() + session.limits().transfer(self.window.unanswered());
            let id = session.post(&HostRequest::StageChunk(chunk), deadline)?;
            self.window.sent(piece, id);
            self.report.sent_bytes += u64::from(piece.len);
            self.report.packed_bytes += packed;
        }
        Ok(())
    }

    /// Takes one answer.
    fn listen(&mut self) -> Result<(), Error> {
        let session = self.board.session()?;
        let limit = session.limits().transfer(self.window.unanswered());
        match session.next(Instant::now() + limit, false)? {
            None => Err(Error::Timeout {
                what: "stage chunk",
                waited: limit,
            }),
            Some(Message::Response(id, response)) => self.answered(id, *response),
            Some(Message::Event(..) | Message::Data(..)) => Ok(()),
        }
    }

    fn answered(&mut self, id: u32, response: BoardResponse) -> Result<(), Error> {
        match self.board.result_of(response, 0)? {
            BoardResponse::Stage(state) => {
                self.board.lease.used();
                let before = self.window.acknowledged();
                self.window.answered(id, state);
                if self.window.acknowledged() > before {
                    self.retry.progressed();
                }
                Ok(())
            }
            // An answer to a request that was given up.
            _ => Ok(()),
        }
    }

    /// Whether the board took the design as whole.
    fn commit(&mut self) -> Result<bool, Error> {
        let digest = self.design.digest();
        let request = HostRequest::StageCommit { digest };
        let state = self.board.ask_stage(&request, self.design.len_bytes())?;
        Ok(state.complete)
    }

    /// Fails if it is no use to go on.
    fn stalled(&mut self, error: Option<Error>) -> Result<(), Error> {
        let goes_on = self.retry.failed();
        let Some(error) = error else {
            self.refusals += 1;
            return match self.refusals > MAX_REFUSALS {
                true => Err(Error::Protocol {
                    what: "stage commit",
                }),
                false => Ok(()),
            };
        };
        if !may_pass(&error) || !goes_on {
            return Err(error);
        }
        match error {
            // The link works: the line lost or damaged something, or the board restarted its store.
            Error::Timeout { .. } | Error::Board { .. } => log::debug!("{error}"),
            _ => self.board.drop_link(&error),
        }
        Ok(())
    }

    /// Asks where to go on.
    fn resume(&mut self) -> Result<(), Error> {
        let state = self.board.stage_begin(self.design)?;
        log::info!(
            "{}: goes on at byte {}",
            self.board.name(),
            state.next_offset
        );
        self.window.rewind(state.next_offset);
        Ok(())
    }
}

/// Whether asking again may help; that takes a lease where one ended.
fn may_pass(error: &Error) -> bool {
    let lost_chunk = matches!(
        error,
        Error::Board {
            error: BoardError::BadChunk | BoardError::NotStaged | BoardError::LeaseNeeded,
            ..
        }
    );
    lost_chunk || error.is_link()
}
