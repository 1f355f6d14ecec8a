//! Keys of agents and hosts: files, text lines, fingerprints, who is let in
//!
//! ```text
//!  private key   a PEM file (PKCS #8), mode 0600, made once
//!  public key    fic-ed25519 MCowBQYDK2VwAyEA… ann@lab        one line of text
//!  fingerprint   SHA256:9yJ…                                  what people compare
//!  authorized    operate,until=2027-01-31 fic-ed25519 … ann@lab
//! ```
//!
//! The middle of a line is the key's SubjectPublicKeyInfo (RFC 8410) in Base64, as
//! `openssl pkey -pubout` prints it between its two marks; the fingerprint is the SHA-256
//! of the same bytes. In TLS that structure stands where a certificate would (RFC 7250):
//! nobody vouches for a key, each side knows the other's beforehand, as with SSH.
#![forbid(unsafe_code)]

mod authorized;
mod authorized_line;
mod edit;
mod error;
mod lines;
mod private;
mod public;
mod secret_file;
mod verifier;

pub use authorized::Authorized;
pub use authorized::Standing;
pub use authorized_line::Entry;
pub use edit::Change;
pub use edit::authorize;
pub use edit::remove;
pub use error::KeyError;
pub use lines::MAX_FILE_LEN;
pub use lines::edit_lines;
pub use lines::read as read_lines;
pub use private::PrivateKey;
pub use public::KeyLine;
pub use public::PublicKey;
pub use verifier::RawKeyVerifier;
pub use verifier::key_of;
pub use verifier::server_config;
