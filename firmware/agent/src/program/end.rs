//! Signals, and an end in order

use std::fs;
use std::mem;
use std::path::Path;
use std::process;
use std::sync::Arc;
use std::sync::mpsc;
use std::time::Duration;

use fic_agent::session::Server;
use fic_agent::sim::ModelReport;
use fic_agent::transport::Listening;

use super::arguments::Arguments;
use super::error::ProgramError;
use super::output::say;
use super::real::last_resort;

/// How long what runs may take to stop: a load stops within 64 KiB and clears the FPGA.
const STOP: Duration = Duration::from_secs(20);

/// How long sessions may take to notice the end; one that writes to a peer takes longer,
/// and is left behind.
const SESSIONS: Duration = Duration::from_secs(2);

/// A message for the first SIGINT, SIGTERM or SIGHUP; the second one ends at once.
pub fn signals() -> Result<mpsc::Receiver<()>, ProgramError> {
    let (sender, receiver) = mpsc::sync_channel(1);
    let mut first = true;
    ctrlc::set_handler(move || {
        if !mem::replace(&mut first, false) {
            last_resort();
            process::exit(1);
        }
        // The other end lives as long as the process.
        let _ = sender.try_send(());
    })
    .map_err(|source| ProgramError::Signals { source })?;
    Ok(receiver)
}

/// Cancels what runs, gives up the addresses, completes the trace, writes the report.
pub fn shut_down(
    server: &Arc<Server>,
    listening: Vec<Listening>,
    arguments: &Arguments,
) -> Result<(), ProgramError> {
    server.stop();
    let board = server.board.shut_down(STOP);
    drop(listening);
    // What they have to tell the log is told when they end.
    server.sessions_ended(SESSIONS);
    server.access.stopped();
    if arguments.verbose > 0 {
        say(&server.counters);
    }
    let mut board = board.ok_or(ProgramError::StillBusy)?;
    let traced = board.close();
    let report = board.model_report().unwrap_or_default();
    if arguments.verbose > 0 {
        say(report.to_json());
    }
    if let Some(path) = &arguments.model_report {
        write(path, &report)?;
    }
    traced.map_err(|source| ProgramError::Trace { source })
}

fn write(path: &Path, report: &ModelReport) -> Result<(), ProgramError> {
    fs::write(path, report.to_json() + "\n").map_err(|source| ProgramError::Report {
        path: path.into(),
        source,
    })
}
