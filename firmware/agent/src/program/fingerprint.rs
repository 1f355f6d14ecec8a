//! `fic-agent fingerprint`

use clap::Args;
use fic_keys::PrivateKey;

use super::Arguments;
use super::ProgramError;
use super::print;

/// Print the fingerprint of the agent's key.
#[derive(Debug, Args)]
pub struct Fingerprint {}

impl Fingerprint {
    pub fn run(&self, arguments: &Arguments) -> Result<(), ProgramError> {
        let path = &arguments.keys.key(arguments)?;
        // Made here it might belong to another user than the agent's.
        let key = PrivateKey::load(path)?;
        let key = key.ok_or_else(|| ProgramError::NoKey { path: path.into() })?;
        print(key.public().fingerprint());
        Ok(())
    }
}
