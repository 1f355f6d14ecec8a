//! `fic catalog add`

use fic_error::Diagnostic as _;
use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;

use fic_bitstream::Report;
use fic_bitstream::catalog::Digest;
use fic_bitstream::catalog::EntryMeta;
use fic_bitstream::catalog::IfTaken;
use fic_bitstream::catalog::Reference;
use fic_bitstream::source::NativeReader;
use serde::Serialize;

use super::Place;
use crate::context::Context;
use crate::view::Answer;
use crate::view::pieces::short;
use fic_client::Error;
use fic_client::cancel::Guarded;
use fic_client::design;

/// Add a configuration file under a name
///
/// The same data in another byte order or container is the same design. A file that
/// must not be loaded is refused.
#[derive(Debug, clap::Args)]
pub(crate) struct Add {
    /// .bit or .bin in any byte order, plain or compressed with gzip or zstd
    file: PathBuf,
    /// Name: letters and digits, with single . _ + - between, and / between parts
    #[arg(long, value_name = "N")]
    name: String,
    /// Version [default: the next whole number]
    #[arg(long = "version", value_name = "V")]
    entry_version: Option<String>,
    /// A label; repeatable
    #[arg(long = "label", value_name = "K=V", value_parser = label)]
    labels: Vec<(String, String)>,
    /// Put it in the place of other data of this version
    #[arg(long)]
    replace: bool,
    /// Say what would be added, and add nothing
    #[arg(long)]
    dry_run: bool,
}

#[derive(Serialize)]
struct Added {
    reference: String,
    identity: String,
    part: Option<String>,
    /// The same entry was there and is unchanged.
    already_there: bool,
    /// The data was there, perhaps under another name.
    data_was_there: bool,
    /// Identity of other data that lost this name.
    replaced: Option<String>,
    dry_run: bool,
}

impl Add {
    pub(super) fn run(&self, context: &Context, place: &Place) -> Result<Answer, Error> {
        let name = self.file.display().to_string();
        let mut progress = context.screen.progress(&name);
        let report = design::inspect(&self.file, &mut *progress, &context.cancel)?;
        drop(progress);
        if let Some(problem) = report.error {
            return Err(Error::Refused {
                path: self.file.clone(),
                problem: Box::new(problem),
            });
        }
        let meta = self.meta(&report);
        let identity: Digest = format!("sha256:{}", report.sha256).parse()?;
        let added = match self.dry_run {
            true => self.plan(context, place, &meta, &identity)?,
            false => self.add(context, place, &meta, &identity)?,
        };
        Ok(Answer::one(added))
    }

    fn meta(&self, report: &Report) -> EntryMeta {
        EntryMeta {
            name: self.name.clone(),
            version: self.entry_version.clone(),
            part: report.part.map(str::to_owned),
            design: report.design.clone(),
            tool: report.tool_version.clone(),
            date: date(report),
            labels: BTreeMap::from_iter(self.labels.iter().cloned()),
        }
    }

    fn taken(&self) -> IfTaken {
        match self.replace {
            true => IfTaken::Replace,
            false => IfTaken::Refuse,
        }
    }

    fn add(
        &self,
        context: &Context,
        place: &Place,
        meta: &EntryMeta,
        seen: &Digest,
    ) -> Result<Added, Error> {
        let catalog = place.create(context)?;
        let data = Guarded::new(NativeReader::open(&self.file)?, &context.cancel);
        let added = match catalog.add(data, meta, self.taken()) {
            Ok(added) => added,
            Err(error) => {
                context.cancel.check()?;
                return Err(error.into());
            }
        };
        let reference = added.entry.reference();
        if added.identity != *seen {
            // What was added is not what was looked at.
            catalog.remove(&reference.parse::<Reference>()?)?;
            return Err(Error::FileChanged {
                path: self.file.clone(),
            });
        }
        Ok(Added {
            reference,
            identity: added.identity.to_string(),
            part: added.entry.part,
            already_there: added.already_there,
            data_was_there: added.data_was_there,
            replaced: added.replaced.map(|digest| digest.to_string()),
            dry_run: false,
        })
    }

    /// A catalog that is not there yet is not made for a dry run.
    fn plan(
        &self,
        context: &Context,
        place: &Place,
        meta: &EntryMeta,
        identity: &Digest,
    ) -> Result<Added, Error> {
        let planned = match place.open(context) {
            Ok(catalog) => Some(catalog.plan_add(identity, meta, self.taken())?),
            Err(error) if error.code() == "no_catalog" => None,
            Err(error) => return Err(error),
        };
        let first = || self.entry_version.clone().unwrap_or_else(|| "1".into());
        let version = planned
            .as_ref()
            .map_or_else(first, |plan| plan.version.clone());
        let planned = planned.as_ref();
        Ok(Added {
            reference: format!("{}:{version}", self.name),
            identity: identity.to_string(),
            part: meta.part.clone(),
            already_there: planned.is_some_and(|plan| plan.already_there),
            data_was_there: planned.is_some_and(|plan| plan.data_was_there),
            replaced: planned
                .and_then(|plan| plan.replaces)
                .map(|digest| digest.to_string()),
            dry_run: true,
        })
    }
}

/// The header's date and time, as RFC 3339 without a zone, which it does not tell.
fn date(report: &Report) -> Option<String> {
    let date = report.date.as_ref()?.replace('/', "-");
    match &report.time {
        Some(time) => Some(format!("{date}T{time}")),
        None => Some(date),
    }
}

fn label(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((key, value)) if !key.is_empty() => Ok((key.to_owned(), value.to_owned())),
        _ => Err("a label is KEY=VALUE".into()),
    }
}

impl fmt::Display for Added {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let verb = match (self.already_there, self.dry_run) {
            (true, _) => "is there already",
            (false, true) => "would be added",
            (false, false) => "added",
        };
        write!(f, "{} ({}) {verb}", self.reference, short(&self.identity))?;
        if let Some(replaced) = &self.replaced {
            write!(f, ", in the place of {}", short(replaced))?;
        }
        match self.data_was_there && !self.already_there {
            true => f.write_str("; its data is shared with another entry"),
            false => Ok(()),
        }
    }
}
