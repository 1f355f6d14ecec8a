//! Where the config is when nobody says

use std::env;
use std::path::PathBuf;

/// `~/.config/fic/config.toml`; on Windows `%APPDATA%\fic\config.toml`.
///
/// `$XDG_CONFIG_HOME` is obeyed. `None` if there is no home folder.
pub fn default_path() -> Option<PathBuf> {
    folder_of_configs().map(|base| base.join("fic").join("config.toml"))
}

fn folder_of_configs() -> Option<PathBuf> {
    if cfg!(windows) {
        return folder("APPDATA");
    }
    folder("XDG_CONFIG_HOME").or_else(|| env::home_dir().map(|home| home.join(".config")))
}

fn folder(variable: &str) -> Option<PathBuf> {
    env::var_os(variable)
        .filter(|value| !value.is_empty())
        .map(PathBuf::from)
}

/// The config file in use, whether or not it exists; empty if there is no home folder.
pub fn path() -> PathBuf {
    match env::var_os("FIC_CONFIG") {
        Some(path) if !path.is_empty() => path.into(),
        _ => default_path().unwrap_or_default(),
    }
}

/// Whether `$FIC_CONFIG` says which file.
pub fn is_named() -> bool {
    env::var_os("FIC_CONFIG").is_some_and(|path| !path.is_empty())
}
