//! The config file: boards, groups and defaults
//!
//! `$FIC_CONFIG`, else the platform's place ([`default_path`]). A missing file is an
//! empty one, unless `$FIC_CONFIG` names it and the command would not create it. What a flag or a `FIC_*` variable says
//! goes before what stands here.
//!
//! ```toml
//! [defaults]
//! board = "@rack1"            # used when neither -b nor FIC_BOARD is given
//! catalog = "/srv/fic/catalog"
//! timeout = 300               # seconds
//! jobs = 12
//! format = "text"
//!
//! [boards.fic00]
//! address = "tcp://localhost:7402"
//! [boards.fic01]
//! address = "serial:/dev/ttyUSB0?baud=3000000"
//! note = "on the bench"
//!
//! [groups]
//! rack1 = ["fic[00-11]"]
//! ```

mod defaults;
mod edit;
mod place;

use std::collections::BTreeMap;
use std::path::Path;
use std::path::PathBuf;

use serde::Deserialize;
use toml::Spanned;

use crate::Address;
use crate::Error;
use crate::select;

pub use edit::add_board;
pub use edit::remove_board;
pub use place::default_path;

/// A config file as read.
#[derive(Debug, Clone, Default)]
pub struct Config {
    /// Where it was read from, or would be.
    pub path: PathBuf,
    /// What holds when neither flag nor environment says otherwise.
    pub defaults: Defaults,
    /// The inventory, by name.
    pub boards: BTreeMap<String, BoardEntry>,
    /// Groups, by name: each a list of whatever `-b` takes.
    pub groups: BTreeMap<String, Vec<String>>,
}

/// What holds when neither flag nor environment says otherwise.
///
/// Values out of range are refused while the file is read, so that errors name the line.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Defaults {
    /// What `-b` would take.
    pub board: Option<String>,
    /// Folder of the catalog.
    pub catalog: Option<PathBuf>,
    /// Longest time that a board may take, seconds.
    #[serde(default, deserialize_with = "defaults::timeout")]
    pub timeout: Option<f64>,
    /// Boards acted on at the same time.
    #[serde(default, deserialize_with = "defaults::jobs")]
    pub jobs: Option<usize>,
    /// `text` or `json`.
    #[serde(default, deserialize_with = "defaults::format")]
    pub format: Option<String>,
}

/// One board of the inventory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BoardEntry {
    /// Where it is.
    pub address: Address,
    /// A note for people.
    pub note: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawConfig {
    #[serde(default)]
    defaults: Defaults,
    #[serde(default)]
    boards: BTreeMap<Spanned<String>, RawBoard>,
    #[serde(default)]
    groups: BTreeMap<Spanned<String>, Vec<Spanned<String>>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawBoard {
    address: Spanned<String>,
    note: Option<String>,
}

impl Config {
    /// Reads `$FIC_CONFIG`, else the platform's place.
    ///
    /// # Errors
    /// [`Error::NoConfig`] if `$FIC_CONFIG` names a file that is not there,
    /// [`Error::Config`] with file and line.
    pub fn load() -> Result<Self, Error> {
        match Self::found()? {
            None if is_named() => Err(Error::NoConfig(path())),
            found => Ok(found.unwrap_or_else(Self::empty)),
        }
    }

    /// As [`Config::load`], for what creates the file: one that is not there is empty.
    ///
    /// # Errors
    /// [`Error::Config`] with file and line.
    pub fn load_or_new() -> Result<Self, Error> {
        Ok(Self::found()?.unwrap_or_else(Self::empty))
    }

    fn found() -> Result<Option<Self>, Error> {
        let path = path();
        match path.try_exists() {
            Ok(false) => Ok(None),
            // Another user's home folder, as after `su`.
            Err(_) if !is_named() => Ok(None),
            // What is wrong shows when it is read.
            _ => Self::read(&path).map(Some),
        }
    }

    fn empty() -> Self {
        Self {
            path: path(),
            ..Self::default()
        }
    }

    /// Reads one file, which must exist.
    ///
    /// # Errors
    /// [`Error::Config`] with file and line.
    pub fn read(path: &Path) -> Result<Self, Error> {
        let text = std::fs::read_to_string(path)
            .map_err(|error| problem(path, None, error.to_string()))?;
        Self::parse(path, &text)
    }

    /// Reads the text of a config file; `path` is for errors.
    ///
    /// # Errors
    /// [`Error::Config`] with file and line.
    pub fn parse(path: &Path, text: &str) -> Result<Self, Error> {
        let at = |offset: usize, reason: String| problem(path, Some(line_of(text, offset)), reason);
        let raw: RawConfig = toml::from_str(text).map_err(|error| {
            let line = error.span().map(|span| line_of(text, span.start));
            problem(path, line, error.message().to_owned())
        })?;
        let mut config = Self {
            path: path.to_owned(),
            defaults: raw.defaults,
            ..Self::default()
        };
        for (name, board) in raw.boards {
            select::check_name(name.get_ref()).map_err(|why| at(name.span().start, why))?;
            let address = board.address.get_ref().parse();
            let address = address.map_err(|why: crate::address::BadAddress| {
                at(board.address.span().start, why.to_string())
            })?;
            let note = board.note;
            let entry = BoardEntry { address, note };
            config.boards.insert(name.into_inner(), entry);
        }
        for (name, members) in raw.groups {
            select::check_name(name.get_ref()).map_err(|why| at(name.span().start, why))?;
            for member in &members {
                select::check_list(member.get_ref()).map_err(|why| at(member.span().start, why))?;
            }
            let members = members.into_iter().map(Spanned::into_inner).collect();
            config.groups.insert(name.into_inner(), members);
        }
        Ok(config)
    }
}

/// The config file in use, whether or not it exists; empty if there is no home folder.
pub fn path() -> PathBuf {
    match std::env::var_os("FIC_CONFIG") {
        Some(path) if !path.is_empty() => path.into(),
        _ => default_path().unwrap_or_default(),
    }
}

/// Whether `$FIC_CONFIG` says which file.
fn is_named() -> bool {
    std::env::var_os("FIC_CONFIG").is_some_and(|path| !path.is_empty())
}

fn problem(path: &Path, line: Option<usize>, reason: String) -> Error {
    Error::Config {
        path: path.to_owned(),
        line,
        reason,
    }
}

/// Line of a byte offset, counted from 1.
fn line_of(text: &str, offset: usize) -> usize {
    let end = offset.min(text.len());
    1 + text.as_bytes()[..end]
        .iter()
        .filter(|&&byte| byte == b'\n')
        .count()
}

#[cfg(test)]
mod tests;
