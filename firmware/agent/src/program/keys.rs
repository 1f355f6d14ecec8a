//! The agent's key and its list of keys: where they are

use std::path::Path;
use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;
use fic_agent::transport::Identity;
use fic_keys::PrivateKey;

use super::error::ProgramError;
use super::output::say;
use super::places;

/// File of the agent's own key.
const KEY: &str = "agent.key";
/// File of those that are let in.
const AUTHORIZED: &str = "authorized";

/// Where keys are; `store` is the one that was named.
#[derive(Debug, Args)]
pub struct KeyPlace {
    /// Folder of the agent's key and of the `authorized` file [default: that in which the
    /// store is]
    #[arg(long, value_name = "DIR", env = "FIC_AGENT_KEYS", global = true)]
    keys: Option<PathBuf>,

    /// The file that says whose keys are let in over tls://, and as what
    #[arg(long, value_name = "FILE", global = true)]
    authorized: Option<PathBuf>,
}

impl KeyPlace {
    /// With what the configuration file says.
    pub fn complete(&mut self, keys: Option<PathBuf>, authorized: Option<PathBuf>) {
        self.keys = self.keys.take().or(keys);
        self.authorized = self.authorized.take().or(authorized);
    }

    /// The agent's key, made if this is the first time, and whom it lets in.
    pub fn identity(&self, store: Option<&Path>) -> Result<Arc<Identity>, ProgramError> {
        let key = PrivateKey::load_or_make(&self.key(store)?)?;
        let authorized = self.authorized(store)?;
        say(format_args!("authorized hosts {}", authorized.display()));
        let identity = Identity::new(&key, authorized, |line| say(line))?;
        say(format_args!("key {}", identity.fingerprint()));
        Ok(identity)
    }

    /// File of the agent's own key.
    pub fn key(&self, store: Option<&Path>) -> Result<PathBuf, ProgramError> {
        Ok(self.folder(store)?.join(KEY))
    }

    /// File of those that are let in.
    pub fn authorized(&self, store: Option<&Path>) -> Result<PathBuf, ProgramError> {
        match &self.authorized {
            Some(path) => Ok(path.clone()),
            None => Ok(self.folder(store)?.join(AUTHORIZED)),
        }
    }

    /// Folder of both, unless the list is elsewhere.
    pub fn folder(&self, store: Option<&Path>) -> Result<PathBuf, ProgramError> {
        let beside = |store: &Path| store.parent().map(Path::to_owned);
        let given = self.keys.clone();
        let folder = given.or_else(|| match store {
            Some(store) => beside(store),
            None => places::state(),
        });
        folder.ok_or(ProgramError::NoHome)
    }
}
