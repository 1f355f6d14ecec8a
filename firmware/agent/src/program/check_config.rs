//! `fic-agent check-config`

use fic_agent::audit;

use super::addresses::addresses;
use super::arguments::Arguments;
use super::board;
use super::config::Config;
use super::error::ProgramError;
use super::output::print;
use super::output::say;
use super::store::place;

/// Prints what flags, environment, configuration file and defaults come to, in the form
/// of a configuration file.
///
/// # Errors
/// Those for which an agent would not start whatever the machine is like: they have exit
/// code 2. Devices, the network and other programs are not asked.
pub fn run(arguments: &Arguments) -> Result<(), ProgramError> {
    let listen = addresses(arguments)?;
    match &arguments.board {
        Some(board) => board::check(board)?,
        // So that settings can be looked at before the board is known.
        None => say("note: no board is named, and without one an agent does not start"),
    }
    let store = arguments.store.as_deref();
    let effective = Config {
        board: arguments.board.clone(),
        listen: Some(listen.iter().map(ToString::to_string).collect()),
        store: place(arguments),
        keys: arguments.keys.folder(store).ok(),
        authorized: arguments.keys.authorized(store).ok(),
        store_limit: arguments.store_limit.map(|limit| limit.0),
        lease: Some(arguments.lease()),
        max_sessions: Some(arguments.max_sessions()),
        idle_timeout: Some(arguments.idle_timeout()),
        audit_limit: Some(arguments.audit_limit.unwrap_or(audit::DEFAULT_LIMIT)),
        roles: arguments.roles.unwrap_or_default().into(),
    };
    // Texts and numbers always have a form.
    let text = toml::to_string(&effective).unwrap_or_default();
    print(text.trim_end());
    Ok(())
}
