//! A modelled board inside this process

use std::fmt;
use std::io;
use std::io::Read;
use std::io::Write;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use fic_agent::sim;
use fic_agent::sim::SimAddress;
use fic_agent::sim::SimBoard;
use fic_agent::sim::SimError;
use fic_agent::transport::PipeReader;
use fic_agent::transport::PipeWriter;

use super::framed::read_result;
use super::framed::time_left;
use super::framed::write_all;
use super::traits::Stream;
use crate::error::Error;

/// How a modelled board is run.
#[derive(Debug, Clone, Default)]
pub struct SimOptions {
    /// Record every pin in virtual time to this VCD file.
    pub trace: Option<PathBuf>,
    /// A board that runs already, instead of a new one.
    pub(crate) running: Option<Running>,
}

impl SimOptions {
    /// A new board, recorded to this VCD file if one is given.
    pub fn traced(trace: Option<PathBuf>) -> Self {
        Self {
            trace,
            ..Self::default()
        }
    }
}

/// A modelled board that runs.
#[derive(Clone)]
pub(crate) struct Running(Arc<SimBoard>);

impl Running {
    /// Ends the board, unless someone else still uses it.
    pub(super) fn finish(self) -> Result<(), SimError> {
        match Arc::into_inner(self.0) {
            Some(board) => board.finish().map(drop),
            None => Ok(()),
        }
    }
}

impl fmt::Debug for Running {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Running")
    }
}

/// Powers two modelled boards up whose links are joined, at a port of each.
pub(crate) fn start_wired(
    addresses: [&SimAddress; 2],
    ports: [usize; 2],
) -> Result<[Running; 2], Error> {
    let boards = SimBoard::start_wired(addresses, ports)?;
    Ok(boards.map(|board| Running(Arc::new(board))))
}

/// Powers a modelled board up.
pub(super) fn start(
    board: &str,
    options: &[(String, String)],
    how: &SimOptions,
) -> Result<Running, Error> {
    if let Some(running) = &how.running {
        return Ok(running.clone());
    }
    let address = SimAddress {
        board: board.to_owned(),
        options: options.to_vec(),
    };
    let how = sim::SimOptions {
        trace: how.trace.clone(),
        ..sim::SimOptions::default()
    };
    Ok(Running(Arc::new(SimBoard::start(&address, &how)?)))
}

/// A session with a modelled board.
pub(super) struct Sim {
    reader: PipeReader,
    writer: PipeWriter,
}

impl Sim {
    pub(super) fn connect(board: &Running) -> Result<Self, SimError> {
        let (reader, writer) = board.0.connect()?;
        Ok(Self { reader, writer })
    }
}

impl Stream for Sim {
    fn read(&mut self, buffer: &mut [u8], deadline: Instant) -> io::Result<usize> {
        self.reader.set_timeout(Some(time_left(deadline)));
        read_result(self.reader.read(buffer))
    }

    fn write(&mut self, bytes: &[u8], deadline: Instant) -> io::Result<()> {
        write_all(bytes, deadline, |bytes, left| {
            self.writer.set_timeout(Some(left));
            self.writer.write(bytes)
        })
    }
}
