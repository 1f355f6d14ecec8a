//! The agent's key and its list of keys: where they are

use std::path::Path;
use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;
use fic_keys::PrivateKey;
use fic_agent::transport::Identity;

use super::Arguments;
use super::ProgramError;
use super::places;
use super::say;

/// File of the agent's own key.
const KEY: &str = "agent.key";
/// File of those that are let in.
const AUTHORIZED: &str = "authorized";

/// Where keys are.
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
    pub fn identity(&self, arguments: &Arguments) -> Result<Arc<Identity>, ProgramError> {
        let key = PrivateKey::load_or_make(&self.key(arguments)?)?;
        let authorized = self.authorized(arguments)?;
        say(format_args!("authorized hosts {}", authorized.display()));
        let identity = Identity::new(&key, authorized, |line| say(line))?;
        say(format_args!("key {}", identity.fingerprint()));
        Ok(identity)
    }

    /// File of the agent's own key.
    pub fn key(&self, arguments: &Arguments) -> Result<PathBuf, ProgramError> {
        Ok(self.folder(arguments)?.join(KEY))
    }

    /// File of those that are let in.
    pub fn authorized(&self, arguments: &Arguments) -> Result<PathBuf, ProgramError> {
        match &self.authorized {
            Some(path) => Ok(path.clone()),
            None => Ok(self.folder(arguments)?.join(AUTHORIZED)),
        }
    }

    /// Folder of both, unless the list is elsewhere.
    pub fn folder(&self, arguments: &Arguments) -> Result<PathBuf, ProgramError> {
        let beside = |store: &PathBuf| store.parent().map(Path::to_owned);
        let given = self.keys.clone();
        let folder = given.or_else(|| match &arguments.store {
            Some(store) => beside(store),
            None => places::state(),
        });
        folder.ok_or(ProgramError::NoHome)
    }
}
