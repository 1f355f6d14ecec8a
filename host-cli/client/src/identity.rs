//! Who asks, for the board's records

use std::env;

/// `user@host` of this process; `?` where the system does not say.
pub fn user_at_host() -> String {
    let named = ["USER", "LOGNAME", "USERNAME"]
        .into_iter()
        .find_map(|variable| env::var(variable).ok().filter(|name| !name.is_empty()));
    let user = named.or_else(by_id).unwrap_or_else(|| "?".into());
    let host = gethostname::gethostname().to_string_lossy().into_owned();
    format!("{user}@{host}")
}

/// Services and containers often lack the variables.
#[cfg(unix)]
fn by_id() -> Option<String> {
    let id = rustix::process::getuid().as_raw().to_string();
    let users = std::fs::read_to_string("/etc/passwd").unwrap_or_default();
    let name = users.lines().find_map(|line| {
        let mut fields = line.split(':');
        let name = fields.next()?;
        (fields.nth(1) == Some(&id)).then(|| name.to_owned())
    });
    name.or(Some(format!("uid{id}")))
}

#[cfg(not(unix))]
fn by_id() -> Option<String> {
    None
}
