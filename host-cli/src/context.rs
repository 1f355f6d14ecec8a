//! What a command works with: config, catalog, screen, boards

use std::path::PathBuf;
use std::sync::Arc;

use fic_bitstream::catalog;
use fic_bitstream::catalog::Catalog;

use crate::args::BoardArgs;
use crate::args::Globals;
use crate::view::Answer;
use crate::view::Format;
use crate::view::Screen;
use crate::view::Show;
use fic_client::Board;
use fic_client::Cancel;
use fic_client::Error;
use fic_client::LeaseUse;
use fic_client::Options;
use fic_client::Progress;
use fic_client::keys::KeyFolder;
use fic_client::wire::link::SimOptions;
use fic_cluster::Config;
use fic_cluster::fleet;

/// What a command works with.
pub(crate) struct Context {
    globals: Globals,
    /// The command's words, for those who meet its lease.
    words: String,
    pub(crate) config: Config,
    pub(crate) screen: Arc<Screen>,
    pub(crate) cancel: Cancel,
}

impl Context {
    pub(crate) fn new(
        globals: Globals,
        words: String,
        config: Config,
        screen: Arc<Screen>,
        cancel: Cancel,
    ) -> Self {
        Self {
            globals,
            words,
            config,
            screen,
            cancel,
        }
    }

    /// Acts on each board that is meant, and gathers what became of it.
    pub(crate) fn on_boards<T: Show + 'static>(
        &self,
        which: &BoardArgs,
        act: impl Fn(&mut Board, &mut dyn Progress) -> Result<T, Error> + Sync,
    ) -> Result<Answer, Error> {
        let targets = which.targets(&self.config)?;
        let options = self.options(which);
        let jobs = which.jobs(&self.config);
        let outcomes = fleet::each(targets, jobs, &self.cancel, |target| {
            let mut board = Board::open(target, &options)?;
            let mut progress = self.screen.progress(&target.name);
            let result = act(&mut board, &mut *progress)?;
            board.close()?;
            Ok(result)
        });
        Ok(Answer::boards(outcomes))
    }

    /// Standard output holds one JSON document.
    pub(crate) fn is_json(&self) -> bool {
        self.globals.format(&self.config) == Format::Json
    }

    fn options(&self, which: &BoardArgs) -> Options {
        Options {
            who: None,
            cancel: self.cancel.clone(),
            time_limit: self.globals.time_limit(&self.config),
            lease: match which.no_auto_lease {
                true => LeaseUse::Manual,
                false => LeaseUse::Automatic,
            },
            purpose: self.words.clone(),
            sim: SimOptions::traced(which.trace.clone()),
            keys: self.keys(),
        }
    }

    /// Where this host's keys are.
    pub(crate) fn keys(&self) -> KeyFolder {
        KeyFolder::beside(&self.config.path)
    }

    /// Where the catalog is: `--catalog` or `FIC_CATALOG` (as `given`), else the config, else the default.
    pub(crate) fn catalog_path(&self, given: Option<&PathBuf>) -> Result<PathBuf, Error> {
        match given.or(self.config.defaults.catalog.as_ref()) {
            Some(path) => Ok(path.clone()),
            None => Ok(catalog::default_path()?),
        }
    }

    /// The catalog, which must exist.
    pub(crate) fn catalog(&self, given: Option<&PathBuf>) -> Result<Catalog, Error> {
        Ok(Catalog::open(self.catalog_path(given)?)?)
    }
}
