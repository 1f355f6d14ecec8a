//! `fic man`

use std::path::Path;
use std::path::PathBuf;

use clap_mangen::Man as Page;

use crate::view::Answer;
use fic_client::Error;

/// Print the manual page, or write one page a command
#[derive(Debug, clap::Args)]
pub(crate) struct Man {
    /// Write fic.1 and one page a command into this folder
    #[arg(long, value_name = "DIR")]
    dir: Option<PathBuf>,
}

impl Man {
    pub(super) fn run(&self, definition: clap::Command) -> Result<Answer, Error> {
        match &self.dir {
            Some(dir) => write_all(dir, definition),
            None => Ok(Answer::Text(page(definition)?)),
        }
    }
}

fn page(definition: clap::Command) -> Result<String, Error> {
    let mut text = Vec::new();
    let rendered = Page::new(definition).render(&mut text);
    rendered.map_err(|source| Error::System {
        what: "writing the manual page",
        source,
    })?;
    Ok(String::from_utf8_lossy(&text).into_owned())
}

fn write_all(dir: &Path, definition: clap::Command) -> Result<Answer, Error> {
    let failed = |source| Error::File {
        path: dir.to_owned(),
        source,
    };
    std::fs::create_dir_all(dir).map_err(failed)?;
    clap_mangen::generate_to(definition, dir).map_err(failed)?;
    Ok(Answer::Text(format!("pages written to {}", dir.display())))
}
