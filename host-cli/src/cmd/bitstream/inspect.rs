//! `fic bitstream inspect`

use std::path::PathBuf;

use crate::context::Context;
use crate::view::Answer;
use fic_client::Error;
use fic_client::design;

/// Say what a configuration file is
///
/// Container, byte order, part, IDCODEs, lengths, CRC verdict, partial, compressed,
/// encrypted, design name, tool version, SHA-256. A file that must not be loaded is
/// described as far as possible, with exit code 4.
#[derive(Debug, clap::Args)]
pub(crate) struct Inspect {
    /// .bit or .bin in any byte order, plain or compressed with gzip or zstd
    file: PathBuf,
}

impl Inspect {
    pub(super) fn run(&self, context: &Context) -> Result<Answer, Error> {
        let name = self.file.display().to_string();
        let mut progress = context.screen.progress(&name);
        let report = design::inspect(&self.file, &mut *progress, &context.cancel)?;
        let flaw = report.error.clone().map(|problem| Error::Refused {
            path: self.file.clone(),
            problem: Box::new(problem),
        });
        Ok(Answer::whole(report, flaw))
    }
}
