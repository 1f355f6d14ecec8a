//! `fic-agent authorize`

use std::path::Path;

use clap::Args;
use clap::ValueEnum;
use fic_keys::Authorized;
use fic_keys::Change;
use fic_keys::Entry;
use fic_keys::KeyLine;
use fic_keys::authorize;
use fic_keys::remove;
use fic_protocol::Role;

use super::error::ProgramError;
use super::output::print;
use super::output::say;

/// Let a host in over tls://, change its role, list hosts, remove one.
///
/// The file is read at each connection: the agent need not be restarted.
#[derive(Debug, Args)]
pub struct Authorize {
    /// The host's key as `fic board pair` prints it: 'fic-ed25519 BASE64 comment'
    #[arg(value_name = "KEYLINE", required_unless_present_any = ["list", "remove"])]
    key: Option<String>,

    /// What the host may do: look, change the board, break leases of others, too
    #[arg(long, required_unless_present_any = ["list", "remove"])]
    role: Option<RoleName>,

    /// The last day on which it is let in, UTC
    #[arg(long, value_name = "YYYY-MM-DD")]
    until: Option<String>,

    /// List who is let in
    #[arg(long, conflicts_with_all = ["key", "role", "until", "remove"])]
    list: bool,

    /// Let the host of this key in no more; its sessions and its lease end within seconds
    #[arg(long, value_name = "FINGERPRINT", conflicts_with_all = ["key", "role", "until"])]
    remove: Option<String>,
}

/// A role on the command line.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum RoleName {
    /// Look only
    Read,
    /// Change the board
    Operate,
    /// Break leases of others, too
    Admin,
}

impl From<RoleName> for Role {
    fn from(name: RoleName) -> Self {
        match name {
            RoleName::Read => Self::Read,
            RoleName::Operate => Self::Operate,
            RoleName::Admin => Self::Admin,
        }
    }
}

impl Authorize {
    /// `path` is the file that is edited, `key` that of the agent's own key.
    pub fn run(&self, path: &Path, key: &Path) -> Result<(), ProgramError> {
        if !key.exists() {
            say(format_args!(
                "note: no agent has its key at {}; is this its folder (--keys, --store)?",
                key.display()
            ));
        }
        match (&self.remove, &self.key, self.role) {
            (Some(fingerprint), ..) => take_out(path, fingerprint),
            (None, Some(key), Some(role)) => self.put_in(path, key, role.into()),
            _ => list(path),
        }
    }

    fn put_in(&self, path: &Path, key: &str, role: Role) -> Result<(), ProgramError> {
        let line: KeyLine = key.parse()?;
        let until = match &self.until {
            None => None,
            Some(day) => Some(Entry::day(day).ok_or_else(|| ProgramError::Day {
                day: day.to_owned(),
            })?),
        };
        let entry = Entry { role, until, line };
        let what = match authorize(path, &entry)? {
            Change::Nothing => "unchanged",
            Change::Changed => "changed",
            Change::Added | Change::Removed => "added",
        };
        print(format_args!(
            "{what} in {}: {}",
            path.display(),
            shown(&entry)
        ));
        Ok(())
    }
}

fn take_out(path: &Path, fingerprint: &str) -> Result<(), ProgramError> {
    let list = Authorized::read(path)?;
    let mut entries = list.entries().iter();
    let entry = entries.find(|one| one.line.key.fingerprint() == fingerprint);
    let entry = entry.ok_or_else(|| ProgramError::UnknownKey {
        fingerprint: fingerprint.into(),
        path: path.into(),
    })?;
    remove(path, &entry.line.key)?;
    print(format_args!(
        "removed from {}: {}",
        path.display(),
        shown(entry)
    ));
    Ok(())
}

fn list(path: &Path) -> Result<(), ProgramError> {
    let list = Authorized::read(path)?;
    list.entries().iter().for_each(|entry| print(shown(entry)));
    for fault in list.faults() {
        say(format_args!("warning: {}: {fault}", path.display()));
    }
    Ok(())
}

fn shown(entry: &Entry) -> String {
    let until = entry.until.map(|day| format!(" until {day}"));
    let (role, line) = (entry.role.word(), &entry.line);
    let (fingerprint, until) = (line.key.fingerprint(), until.unwrap_or_default());
    let text = format!("{fingerprint} {role}{until} {}", line.comment);
    text.trim_end().to_owned()
}
