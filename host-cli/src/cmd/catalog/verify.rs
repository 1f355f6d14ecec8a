//! `fic catalog verify`

use std::fmt;
use std::io;
use std::sync::mpsc::RecvTimeoutError;
use std::sync::mpsc::channel;
use std::thread;

use fic_bitstream::catalog::Catalog;
use fic_bitstream::catalog::Check;
use fic_bitstream::catalog::Subject;
use fic_bitstream::catalog::VerifyReport;
use fic_error::Diagnostic as _;
use serde::Serialize;

use super::Place;
use crate::context::Context;
use crate::view::Answer;
use fic_client::Error;
use fic_client::Step;
use fic_client::cancel::TICK;
use fic_client::text;

/// Hash everything again
#[derive(Debug, clap::Args)]
pub(crate) struct Verify {}

#[derive(Serialize)]
struct Verified {
    blobs: usize,
    entries: usize,
    hashed_bytes: u64,
    problems: Vec<Problem>,
}

#[derive(Serialize)]
struct Problem {
    subject: String,
    code: &'static str,
    message: String,
    help: String,
}

impl Verify {
    pub(super) fn run(&self, context: &Context, place: &Place) -> Result<Answer, Error> {
        let report = hash_all(context, place.open(context)?)?;
        let verified = Verified::new(&report);
        let flaw = report
            .checks
            .into_iter()
            .find_map(|check| check.problem)
            .map(Error::from);
        Ok(Answer::flawed(verified, flaw))
    }
}

/// Hashes on a thread of its own, which changes nothing and so can be left behind.
fn hash_all(context: &Context, catalog: Catalog) -> Result<VerifyReport, Error> {
    let (sender, hashed) = channel();
    let hashing = thread::Builder::new()
        .spawn(move || {
            catalog.verify(|check| {
                // Nobody listens once it was given up.
                let _ = sender.send(check.len_bytes);
            })
        })
        .map_err(failed)?;
    let mut progress = context.screen.progress("catalog");
    let mut all = 0;
    loop {
        context.cancel.check()?;
        match hashed.recv_timeout(TICK) {
            Ok(len_bytes) => all += len_bytes,
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => break,
        }
        progress.report(Step::Check, all, 0);
    }
    progress.finished();
    let report = hashing.join();
    Ok(report.map_err(|_| failed(io::Error::other("it ended early")))??)
}

fn failed(source: io::Error) -> Error {
    Error::System {
        what: "the thread that hashes",
        source,
    }
}

impl Verified {
    fn new(report: &VerifyReport) -> Self {
        let blob = |check: &&Check| matches!(check.subject, Subject::Blob(_));
        let blobs = report.checks.iter().filter(blob).count();
        Self {
            blobs,
            entries: report.checks.len() - blobs,
            hashed_bytes: report.checks.iter().map(|check| check.len_bytes).sum(),
            problems: report.problems().filter_map(Problem::of).collect(),
        }
    }
}

impl Problem {
    fn of(check: &Check) -> Option<Self> {
        let problem = check.problem.as_ref()?;
        Some(Self {
            subject: match &check.subject {
                Subject::Blob(digest) => digest.to_string(),
                Subject::Entry { reference } => reference.clone(),
                _ => "something".into(),
            },
            code: problem.code(),
            message: problem.to_string(),
            help: problem.help().to_string(),
        })
    }
}

impl fmt::Display for Verified {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let hashed = text::bytes(self.hashed_bytes);
        let entries = text::count(self.entries as u64, "design");
        let blobs = text::count(self.blobs as u64, "blob");
        write!(f, "{entries} and {blobs}, {hashed} hashed: ")?;
        match self.problems.len() {
            0 => f.write_str("all as it should be"),
            count => f.write_str(&text::count(count as u64, "problem")),
        }?;
        for problem in &self.problems {
            write!(
                f,
                "\n  {}: {} [{}]",
                problem.subject, problem.message, problem.code
            )?;
        }
        Ok(())
    }
}
