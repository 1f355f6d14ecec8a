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
