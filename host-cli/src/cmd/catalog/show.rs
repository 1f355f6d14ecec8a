//! `fic catalog show`

use fic_bitstream::catalog::Reference;

use super::Place;
use crate::context::Context;
use crate::view::Answer;
use crate::view::catalog_entry::CatalogEntryView;
use fic_client::Error;

/// Everything about one design
#[derive(Debug, clap::Args)]
pub(crate) struct Show {
    /// NAME for its newest version, NAME:VERSION, or sha256: with 8 digits or more
    design: String,
}

impl Show {
    pub(super) fn run(&self, context: &Context, place: &Place) -> Result<Answer, Error> {
        let reference: Reference = self.design.parse()?;
        let entry = place.open(context)?.resolve(&reference)?;
        Ok(Answer::one(CatalogEntryView(entry)))
    }
}
