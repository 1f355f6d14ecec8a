//! Where things are when nobody says: folders of the system's services and of a user

use std::env;
use std::path::Path;
use std::path::PathBuf;

use fic_agent::transport::ListenAddress;

/// Name of the socket in a runtime folder.
const SOCKET: &str = "fic-agent.sock";

/// The store of this board: systemd's state folder, else the user's.
pub fn store(board: &str) -> Option<PathBuf> {
    let name = board.split('?').next().unwrap_or(board).replace(':', "-");
    state().map(|state| state.join(name))
}

/// What outlives the agent: systemd's state folder, else one in the user's.
pub fn state() -> Option<PathBuf> {
    let users = || {
        let home = || env::home_dir().map(|home| home.join(".local/state"));
        let state = folder("XDG_STATE_HOME").or_else(home)?;
        Some(state.join("fic-agent"))
    };
    folder("STATE_DIRECTORY").or_else(users)
}

/// The unix socket: in systemd's runtime folder, else the user's, else none.
pub fn socket() -> Option<ListenAddress> {
    let runtime = folder("RUNTIME_DIRECTORY").or_else(|| folder("XDG_RUNTIME_DIR"))?;
    cfg!(unix).then(|| ListenAddress::Unix(runtime.join(SOCKET)))
}

/// The first folder that this variable names.
fn folder(variable: &str) -> Option<PathBuf> {
    let value = env::var_os(variable)?;
    let first = env::split_paths(&value).next()?;
    Path::new(&first).is_absolute().then_some(first)
}
