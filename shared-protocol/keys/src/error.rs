//! Why a key or a list of keys cannot be used

use std::io;
use std::path::Path;
use std::path::PathBuf;

use fic_error::diagnostics;
use thiserror::Error;

/// Why a key or a list of keys cannot be used.
#[derive(Debug, Error)]
pub enum KeyError {
    /// Others than its owner could read or change a private key.
    #[error("the private key `{}` has mode {mode:04o}: others than its owner could use it", path.display())]
    Mode {
        /// The file.
        path: PathBuf,
        /// Its permission bits.
        mode: u32,
    },
    /// The private key is somebody else's.
    #[error("the private key `{}` belongs to uid {owner}, this process runs as uid {ours}", path.display())]
    Owner {
        /// The file.
        path: PathBuf,
        /// Whose it is.
        owner: u32,
        /// Who we are.
        ours: u32,
    },
    /// The file of a private key holds something else.
    #[error("`{}` is no Ed25519 private key in PEM form (PKCS #8)", path.display())]
    NoKey {
        /// The file.
        path: PathBuf,
    },
    /// A list of keys that others may write would let in whom they like.
    #[error("`{}` (mode {mode:04o}, owner uid {owner}) may be written by others, so it lets nobody in", path.display())]
    Writable {
        /// The file.
        path: PathBuf,
        /// Its permission bits.
        mode: u32,
        /// Whose it is.
        owner: u32,
    },
    /// Longer than any list of ours.
    #[error("`{}` is longer than {most} bytes", path.display())]
    TooLong {
        /// The file.
        path: PathBuf,
        /// What is read at most.
        most: usize,
    },
    /// The text is no public key.
    #[error("this is no public key: {reason}")]
    Line {
        /// What is wrong with it.
        reason: &'static str,
    },
    /// The file cannot be read or written.
    #[error("`{}`: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The system gave no random bytes, or TLS refuses the key.
    #[error("cannot make or use a key")]
    Crypto,
}

diagnostics! { KeyError {
    Self::Mode { path, .. } => "key_exposed", Input,
        "`chmod 600 {}`; if somebody may have read it, remove it and pair anew", path.display();
    Self::Owner { path, .. } => "key_exposed", Input,
        "run as that user, or `chown` it and `chmod 600 {}`", path.display();
    Self::NoKey { .. } => "bad_key_file", Input,
        "restore it, or remove it: a new one is made, and every peer has to be paired again";
    Self::Writable { path, mode, .. } => "list_exposed", Input,
        "look what is in it, then {}", closing(path, *mode);
    Self::TooLong { .. } => "list_too_long", Input, "remove keys that are no longer used";
    Self::Line { .. } => "bad_key", Input,
        "it is one line as `fic board pair` prints it: fic-ed25519 BASE64 comment";
    Self::Io { .. } => "key_io", Input,
        "check the path, its permissions and that the disk has room";
    Self::Crypto => "key_failed", Input, "this is a fault of the system";
}}

/// What lets nobody but its owner write a list, and makes that one trusted.
fn closing(path: &Path, mode: u32) -> String {
    let path = path.display();
    if mode & 0o022 == 0 {
        format!("`chown` {path} to the agent's user")
    } else {
        format!("`chmod 644 {path}`")
    }
}
