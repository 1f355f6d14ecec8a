//! `fic catalog gc`

use std::fmt;
use std::time::Duration;

use fic_bitstream::catalog::GcOptions;
use fic_bitstream::catalog::GcReport;
use serde::Serialize;

use super::Place;
use crate::context::Context;
use crate::view::Answer;
use fic_client::Error;
use fic_client::text;

/// Free the space of data that no design has any more
#[derive(Debug, clap::Args)]
pub(crate) struct Gc {
    /// Keep data younger than this, which another tool may be about to list
    #[arg(long, value_name = "SECONDS", default_value_t = 3600)]
    grace: u64,
    /// Say what would be freed, and free nothing
    #[arg(long)]
    dry_run: bool,
}

#[derive(Serialize)]
struct Freed {
    #[serde(flatten)]
    report: GcReport,
    dry_run: bool,
}

impl Gc {
    pub(super) fn run(&self, context: &Context, place: &Place) -> Result<Answer, Error> {
        let options = GcOptions {
            grace: Duration::from_secs(self.grace),
            dry_run: self.dry_run,
        };
        let report = place.open(context)?.gc(options)?;
        let dry_run = self.dry_run;
        Ok(Answer::one(Freed { report, dry_run }))
    }
}

impl fmt::Display for Freed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let verb = if self.dry_run { "would free" } else { "freed" };
        let report = &self.report;
        let space = text::bytes(report.freed_bytes);
        let blobs = text::count(report.blobs.len() as u64, "blob");
        let files = text::count(report.temp_files as u64, "unfinished file");
        write!(f, "{verb} {space}: {blobs}, {files}")?;
        match report.kept_young {
            0 => Ok(()),
            young => write!(f, "; kept {young} that are too young"),
        }
    }
}
