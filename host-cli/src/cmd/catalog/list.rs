//! `fic catalog list`

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;

use fic_bitstream::catalog::Broken;
use fic_bitstream::catalog::Filter;
use fic_bitstream::catalog::Listing;
use fic_error::Diagnostic as _;
use serde::Serialize;

use super::Place;
use crate::context::Context;
use crate::view::Answer;
use crate::view::catalog_entry::CatalogEntryView;
use fic_client::Error;

/// List designs
#[derive(Debug, clap::Args)]
pub(crate) struct List {
    /// Only this name; with * at its end, names that begin so
    name: Option<String>,
    /// Only for parts that begin so, e.g. xcku115
    #[arg(long)]
    part: Option<String>,
    /// Only with this label; repeatable
    #[arg(long = "label", value_name = "K=V")]
    labels: Vec<String>,
}

#[derive(Serialize)]
struct Designs {
    catalog: PathBuf,
    designs: Vec<CatalogEntryView>,
    broken: Vec<Damaged>,
}

#[derive(Serialize)]
struct Damaged {
    reference: Option<String>,
    manifest: String,
    code: &'static str,
    message: String,
}

impl List {
    pub(super) fn run(&self, context: &Context, place: &Place) -> Result<Answer, Error> {
        let path = context.catalog_path(place.path.as_ref())?;
        let listing = match place.open(context) {
            Ok(catalog) => catalog.list(&self.filter())?,
            Err(error) if error.code() == "no_catalog" => Listing::default(),
            Err(error) => return Err(error),
        };
        if listing.entries.is_empty() {
            let path = path.display();
            context
                .screen
                .note(&format!("no designs that fit in {path}"));
        }
        Ok(Answer::one(Designs {
            catalog: path,
            designs: listing.entries.into_iter().map(CatalogEntryView).collect(),
            broken: listing.broken.iter().map(Damaged::from).collect(),
        }))
    }

    fn filter(&self) -> Filter {
        let label = |text: &String| match text.split_once('=') {
            Some((key, value)) => (key.to_owned(), value.to_owned()),
            None => (text.clone(), String::new()),
        };
        Filter {
            name: self.name.clone(),
            part: self.part.clone(),
            labels: self.labels.iter().map(label).collect::<BTreeMap<_, _>>(),
        }
    }
}

impl From<&Broken> for Damaged {
    fn from(broken: &Broken) -> Self {
        Self {
            reference: broken.reference.clone(),
            manifest: broken.manifest.to_string(),
            code: broken.problem.code(),
            message: broken.problem.to_string(),
        }
    }
}

impl fmt::Display for Designs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rows: Vec<[String; 4]> = self.designs.iter().map(CatalogEntryView::columns).collect();
        let width = |column: usize| {
            let lengths = rows.iter().map(|row| row[column].len());
            lengths.max().unwrap_or(0)
        };
        let [name, part, length] = [width(0), width(1), width(2)];
        for [a, b, c, d] in &rows {
            writeln!(f, "{a:name$}  {b:part$}  {c:>length$}  {d}")?;
        }
        for damaged in &self.broken {
            let reference = damaged.reference.as_ref().unwrap_or(&damaged.manifest);
            writeln!(
                f,
                "{reference}  DAMAGED: {} [{}]",
                damaged.message, damaged.code
            )?;
        }
        Ok(())
    }
}
