//! This host's own key, and the keys of the boards that it was paired with
//!
//! Both are files beside the config: `id_ed25519` (made by the first `fic board pair`) and
//! `known_boards`, a line `host:port fic-ed25519 BASE64` a board. Nothing but pairing
//! writes them.

mod known;

use std::path::Path;
use std::path::PathBuf;

use fic_keys::KeyLine;
use fic_keys::PrivateKey;
use fic_keys::PublicKey;

use crate::config_path;
use crate::error::Error;
use crate::error::TrustError;
use crate::identity;
use crate::wire::address::HostPort;

/// File of this host's own key.
const OWN: &str = "id_ed25519";
/// File of the boards' keys.
const KNOWN: &str = "known_boards";

/// The folder of this host's keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyFolder(PathBuf);

impl Default for KeyFolder {
    /// Beside `$FIC_CONFIG`, else beside the config's usual place.
    fn default() -> Self {
        Self::beside(&config_path::path())
    }
}

impl KeyFolder {
    /// The folder in which this config file is, or would be.
    pub fn beside(config: &Path) -> Self {
        Self(config.parent().unwrap_or(Path::new("")).to_owned())
    }

    /// File of this host's own key.
    pub fn own_path(&self) -> PathBuf {
        self.0.join(OWN)
    }

    /// File of the keys of boards.
    pub fn known_path(&self) -> PathBuf {
        self.0.join(KNOWN)
    }

    /// This host's own key.
    ///
    /// # Errors
    /// [`TrustError::NoKey`] if there is none yet; [`Error::Key`].
    pub fn own(&self) -> Result<PrivateKey, Error> {
        let path = self.own_path();
        Ok(PrivateKey::load(&path)?.ok_or(TrustError::NoKey { path })?)
    }

    /// This host's own key, made if there is none.
    ///
    /// # Errors
    /// [`Error::Key`].
    pub fn own_or_new(&self) -> Result<PrivateKey, Error> {
        Ok(PrivateKey::load_or_make(&self.own_path())?)
    }

    /// The key that the board at this address was paired with.
    ///
    /// # Errors
    /// [`Error::Config`] with the line that cannot be read; [`Error::Key`].
    pub fn pinned(&self, to: &HostPort) -> Result<Option<PublicKey>, Error> {
        known::find(&self.known_path(), to)
    }

    /// Keeps the key of the board at this address, in place of an earlier one.
    ///
    /// Returns whether that changed anything.
    ///
    /// # Errors
    /// As for [`Self::pinned`].
    pub fn pin(&self, to: &HostPort, key: &PublicKey) -> Result<bool, Error> {
        known::put(&self.known_path(), to, key)
    }
}

/// A key of this host as a line for an agent's `authorized` file.
pub fn line_of(key: PublicKey) -> KeyLine {
    // Blanks and quotes would not survive the way through a shell.
    let odd = |letter: char| letter.is_control() || letter.is_whitespace() || letter == '\'';
    let comment = identity::user_at_host().replace(odd, "_");
    let comment = comment.chars().take(64).collect();
    KeyLine { key, comment }
}
