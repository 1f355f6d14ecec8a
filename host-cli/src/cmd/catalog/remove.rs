//! `fic catalog remove`

use std::fmt;

use fic_bitstream::catalog;
use fic_bitstream::catalog::Reference;
use serde::Serialize;

use super::Place;
use crate::context::Context;
use crate::view::Answer;
use fic_client::Error;

/// Take a design out of the catalog
///
/// Its data stays until `gc`. A name alone is taken only if it has one version.
#[derive(Debug, clap::Args)]
pub(crate) struct Remove {
    /// NAME:VERSION, NAME, or sha256: with 8 digits or more
    design: String,
    /// Say what would be removed, and remove nothing
    #[arg(long)]
    dry_run: bool,
}

#[derive(Serialize)]
struct Removed {
    #[serde(flatten)]
    entry: catalog::Removed,
    dry_run: bool,
}

impl Remove {
    pub(super) fn run(&self, context: &Context, place: &Place) -> Result<Answer, Error> {
        let reference: Reference = self.design.parse()?;
        let catalog = place.open(context)?;
        let entry = match self.dry_run {
            true => catalog.plan_remove(&reference)?,
            false => catalog.remove(&reference)?,
        };
        let dry_run = self.dry_run;
        Ok(Answer::one(Removed { entry, dry_run }))
    }
}

impl fmt::Display for Removed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let verb = if self.dry_run {
            "would be removed"
        } else {
            "removed"
        };
        write!(f, "{} {verb}", self.entry.reference)?;
        match self.entry.data_still_used {
            true => f.write_str("; another entry has the same data"),
            false => f.write_str("; `fic catalog gc` frees its data"),
        }
    }
}
