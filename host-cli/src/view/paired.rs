//! What `fic board pair` answers

use std::fmt;

use serde::Serialize;

/// The result of a pairing.
#[derive(Serialize)]
pub(crate) struct Paired {
    pub(crate) board: String,
    pub(crate) address: String,
    /// Of the agent's key.
    pub(crate) fingerprint: String,
    /// It was not known before.
    pub(crate) changed: bool,
    /// Of this host's key; `None` if a dry run found none.
    pub(crate) own_fingerprint: Option<String>,
    /// What to run on the board to let this host in.
    pub(crate) authorize: Option<String>,
    #[serde(flatten)]
    pub(crate) access: Access,
    pub(crate) dry_run: bool,
}

/// Whether the board lets this host in already.
#[derive(Serialize)]
#[serde(tag = "access", rename_all = "snake_case")]
pub(crate) enum Access {
    /// It does.
    Allowed {
        /// As what, if the agent says so.
        role: Option<&'static str>,
    },
    /// It does not.
    Refused,
    /// Not tried, or tried in vain.
    Unknown,
}

impl fmt::Display for Paired {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let verb = match (self.changed, self.dry_run) {
            (false, _) => "is known",
            (true, true) => "would be kept",
            (true, false) => "is kept from now on",
        };
        writeln!(f, "{}: key {} {verb}", self.board, self.fingerprint)?;
        match (&self.access, &self.authorize) {
            (Access::Allowed { role: Some(role) }, _) => {
                writeln!(f, "the board lets this host in, to {role}")
            }
            (Access::Allowed { role: None }, _) => writeln!(f, "the board lets this host in"),
            (Access::Refused, Some(line)) => writeln!(
                f,
                "the board does not let this host in yet; run there:\n  {line}"
            ),
            (_, Some(line)) => writeln!(f, "to be let in, run on the board:\n  {line}"),
            (_, None) => writeln!(f, "this host has no key yet; one would be made"),
        }
    }
}
