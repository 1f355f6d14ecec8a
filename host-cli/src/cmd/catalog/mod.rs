//! `fic catalog`: designs under a name, with versions

mod add;
mod gc;
mod list;
mod remove;
mod show;
mod verify;

use std::path::PathBuf;

use clap::Subcommand;

use crate::context::Context;
use crate::view::Answer;
use fic_client::Error;

/// Keep designs under a name, with versions
#[derive(Debug, clap::Args)]
pub(crate) struct Catalog {
    #[command(flatten)]
    place: Place,
    #[command(subcommand)]
    command: Command,
}

/// Where the catalog is.
#[derive(Debug, clap::Args)]
struct Place {
    /// Folder of the catalog [default: ~/.local/share/fic/catalog]
    #[arg(
        long = "catalog",
        value_name = "DIR",
        env = "FIC_CATALOG",
        hide_env = true,
        global = true
    )]
    path: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Add a configuration file under a name
    Add(add::Add),
    /// List designs
    List(list::List),
    /// Everything about one design
    Show(show::Show),
    /// Take a design out of the catalog
    Remove(remove::Remove),
    /// Hash everything again
    Verify(verify::Verify),
    /// Free the space of data that no design has any more
    Gc(gc::Gc),
}

impl Catalog {
    pub(super) fn run(&self, context: &Context) -> Result<Answer, Error> {
        match &self.command {
            Command::Add(command) => command.run(context, &self.place),
            Command::List(command) => command.run(context, &self.place),
            Command::Show(command) => command.run(context, &self.place),
            Command::Remove(command) => command.run(context, &self.place),
            Command::Verify(command) => command.run(context, &self.place),
            Command::Gc(command) => command.run(context, &self.place),
        }
    }
}

impl Place {
    fn open(&self, context: &Context) -> Result<fic_bitstream::catalog::Catalog, Error> {
        context.catalog(self.path.as_ref())
    }

    /// Opens it, after making an empty one where there is none.
    fn create(&self, context: &Context) -> Result<fic_bitstream::catalog::Catalog, Error> {
        let path = context.catalog_path(self.path.as_ref())?;
        Ok(fic_bitstream::catalog::Catalog::create(path)?)
    }
}
