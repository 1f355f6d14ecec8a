//! `fic-agent fingerprint`

use std::path::Path;

use clap::Args;
use fic_keys::PrivateKey;

use super::error::ProgramError;
use super::output::print;

/// Print the fingerprint of the agent's key.
#[derive(Debug, Args)]
pub struct Fingerprint {}

impl Fingerprint {
    /// `path` is the file of the agent's key.
    pub fn run(&self, path: &Path) -> Result<(), ProgramError> {
        // Made here it might belong to another user than the agent's.
        let key = PrivateKey::load(path)?;
        let key = key.ok_or_else(|| ProgramError::NoKey { path: path.into() })?;
        print(key.public().fingerprint());
        Ok(())
    }
}
