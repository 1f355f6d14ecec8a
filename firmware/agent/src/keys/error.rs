//! Why a key or a list of keys cannot be used

use std::io;
use std::path::PathBuf;

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

impl KeyError {
    /// A stable word for scripts.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Mode { .. } | Self::Owner { .. } => "key_exposed",
            Self::NoKey { .. } => "bad_key_file",
            Self::Writable { .. } => "list_exposed",
            Self::TooLong { .. } => "list_too_long",
            Self::Line { .. } => "bad_key",
            Self::Io { .. } => "key_io",
            Self::Crypto => "key_failed",
        }
    }

    /// What to do about it.
    pub fn help(&self) -> String {
        match self {
            Self::Mode { path, .. } => format!(
                "`chmod 600 {}`; if somebody may have read it, remove it and pair anew",
                path.display()
            ),
            Self::Owner { path, .. } => format!(
                "run as that user, or `chown` it and `chmod 600 {}`",
                path.display()
            ),
            Self::NoKey { .. } => "restore it, or remove it: a new one is made, and every \
                 peer has to be paired again"
                .into(),
            Self::Writable { path, mode, .. } => {
                let path = path.display();
                match mode & 0o022 {
                    0 => format!("look what is in it, then `chown` {path} to the agent's user"),
                    _ => format!("look what is in it, then `chmod 644 {path}`"),
                }
            }
            Self::TooLong { .. } => "remove keys that are no longer used".into(),
            Self::Line { .. } => {
                "it is one line as `fic board pair` prints it: fic-ed25519 BASE64 comment".into()
            }
            Self::Io { .. } => "check the path, its permissions and that the disk has room".into(),
            Self::Crypto => "this is a fault of the system".into(),
        }
    }
}
