//! What every command on a design takes

use std::path::PathBuf;

use crate::context::Context;
use fic_client::Design;
use fic_client::Error;
use fic_client::design::Wanted;

/// Which design.
#[derive(Debug, clap::Args)]
pub(crate) struct DesignArgs {
    /// A file, an entry NAME[:VERSION] of the catalog, or sha256:…
    pub(crate) design: String,
    /// Folder of the catalog [default: ~/.local/share/fic/catalog]
    #[arg(long, value_name = "DIR", env = "FIC_CATALOG", hide_env = true)]
    pub(crate) catalog: Option<PathBuf>,
}

impl DesignArgs {
    /// What the text means.
    pub(crate) fn find(&self, context: &Context) -> Result<Wanted, Error> {
        Wanted::find(&self.design, || context.catalog(self.catalog.as_ref()))
    }

    /// The design with its data; a file is read and looked at, and refused if it is bad.
    pub(crate) fn open(&self, context: &Context) -> Result<Design, Error> {
        match self.find(context)? {
            Wanted::File(path) => {
                let mut progress = context.screen.progress(&path.display().to_string());
                Design::from_file(&path, &mut *progress, &context.cancel)
            }
            Wanted::Entry(entry) => {
                Design::from_entry(&context.catalog(self.catalog.as_ref())?, *entry)
            }
            Wanted::Identity(digest) => Err(Error::UnknownDesign {
                text: format!("sha256:{digest}"),
                reason: "the catalog does not hold it, so there is nothing to send".into(),
            }),
        }
    }
}
