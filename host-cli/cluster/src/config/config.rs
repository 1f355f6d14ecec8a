//! The config file as read

use std::collections::BTreeMap;
use std::path::Path;
use std::path::PathBuf;

use serde::Deserialize;
use toml::Spanned;

use super::defaults;
use crate::names;
use fic_client::Address;
use fic_client::Error;
use fic_client::config_path::is_named;
use fic_client::config_path::path;

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
            names::check_name(name.get_ref()).map_err(|why| at(name.span().start, why))?;
            let address = board.address.get_ref().parse();
            let address = address.map_err(|why: fic_client::wire::address::BadAddress| {
                at(board.address.span().start, why.to_string())
            })?;
            let note = board.note;
            let entry = BoardEntry { address, note };
            config.boards.insert(name.into_inner(), entry);
        }
        for (name, members) in raw.groups {
            names::check_name(name.get_ref()).map_err(|why| at(name.span().start, why))?;
            for member in &members {
                names::check_list(member.get_ref()).map_err(|why| at(member.span().start, why))?;
            }
            let members = members.into_iter().map(Spanned::into_inner).collect();
            config.groups.insert(name.into_inner(), members);
        }
        Ok(config)
    }
}

pub(super) fn problem(path: &Path, line: Option<usize>, reason: String) -> Error {
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
