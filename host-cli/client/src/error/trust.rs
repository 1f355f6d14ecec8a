//! Why a board is not trusted, or cannot be asked to trust this host

use std::path::PathBuf;

use fic_error::diagnostics;

/// Why a board is not trusted, or cannot be asked to trust this host.
///
/// In each case nothing was sent to the board and no file was changed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TrustError {
    /// This host has no key of its own yet.
    #[error("this host has no key at {}", path.display())]
    NoKey {
        /// Where it would be.
        path: PathBuf,
    },
    /// The board was never paired with.
    #[error("this host is not paired with {address}, which shows the key {fingerprint}")]
    UnknownKey {
        /// Where it is.
        address: String,
        /// Of the key that it shows.
        fingerprint: String,
    },
    /// The board shows another key than the one it was paired with.
    #[error("{address} shows ANOTHER KEY than it was paired with: {seen}, not {pinned}")]
    KeyChanged {
        /// Where it is.
        address: String,
        /// Fingerprint of the key that it was paired with.
        pinned: String,
        /// Fingerprint of the key that it shows.
        seen: String,
    },
    /// A board shows another key than the person expects.
    #[error("{address} shows the key {seen}, not {expected}")]
    WrongFingerprint {
        /// Where it is.
        address: String,
        /// Fingerprint that was given.
        expected: String,
        /// Fingerprint of the key that it shows.
        seen: String,
    },
    /// The person did not say yes.
    #[error("the key of {address} was not confirmed")]
    NotConfirmed {
        /// Where it is.
        address: String,
    },
}

diagnostics! { TrustError {
    Self::NoKey { .. } => "no_key", NotNow,
        "`fic board pair` makes one and pairs this host with a board";
    Self::UnknownKey { address, .. } => "unknown_key", NotNow,
        "nothing was sent; once `fic-agent fingerprint` on the board says the same, \
         `fic board pair {address}`";
    Self::KeyChanged { address, .. } => "key_changed", NotNow,
        "nothing was sent; somebody may be in between, or the agent was installed anew: \
         only if `fic-agent fingerprint` on the board says the same, \
         `fic board pair {address} --replace`";
    Self::WrongFingerprint { .. } => "wrong_fingerprint", NotNow,
        "nothing was changed; `fic-agent fingerprint` on the board says which key is right";
    Self::NotConfirmed { .. } => "not_confirmed", NotNow,
        "nothing was changed; `fic-agent fingerprint` on the board says which key is right";
}}
