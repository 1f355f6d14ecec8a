//! `fic-agent check-config`

use fic_agent::audit;

use super::Arguments;
use super::ProgramError;
use super::config::Config;
use super::print;
use super::start;

/// Prints what flags, environment, configuration file and defaults come to, in the form
/// of a configuration file.
pub fn run(arguments: &Arguments) -> Result<(), ProgramError> {
    let listen = start::addresses(arguments)?;
    let effective = Config {
        board: arguments.board.clone(),
        listen: Some(listen.iter().map(ToString::to_string).collect()),
        store: start::place(arguments),
        keys: arguments.keys.folder(arguments).ok(),
        authorized: arguments.keys.authorized(arguments).ok(),
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
