//! A public key and its line of text

use std::fmt;
use std::str::FromStr;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use fic_protocol::Name;
use fic_protocol::truncated;
use sha2::Digest as _;
use sha2::Sha256;

use crate::error::KeyError;

/// First word of every line.
const KIND: &str = "fic-ed25519";
/// What stands before the 32 bytes of an Ed25519 key in its SubjectPublicKeyInfo (RFC 8410, section 4).
const PREFIX: [u8; 12] = [
    0x30, 0x2A, 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x03, 0x21, 0x00,
];
const KEY_LEN: usize = 32;
const SPKI_LEN: usize = PREFIX.len() + KEY_LEN;
/// Longest comment, bytes.
const MAX_COMMENT_LEN: usize = 128;

/// An Ed25519 public key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct PublicKey([u8; KEY_LEN]);

/// A public key with what its owner calls it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyLine {
    /// The key.
    pub key: PublicKey,
    /// For people only: `user@host`, may be empty; printable, at most 128 bytes.
    pub comment: String,
}

impl PublicKey {
    /// Reads a SubjectPublicKeyInfo; `None` of any other kind of key.
    pub fn from_spki(der: &[u8]) -> Option<Self> {
        let key = der.strip_prefix(&PREFIX)?;
        Some(Self(key.try_into().ok()?))
    }

    /// Its SubjectPublicKeyInfo.
    pub fn to_spki(&self) -> [u8; SPKI_LEN] {
        let mut der = [0; SPKI_LEN];
        der[..PREFIX.len()].copy_from_slice(&PREFIX);
        der[PREFIX.len()..].copy_from_slice(&self.0);
        der
    }

    /// `SHA256:` and 43 letters: what people compare.
    pub fn fingerprint(&self) -> Name {
        let digest = Sha256::digest(self.to_spki());
        truncated(&format!("SHA256:{}", STANDARD_NO_PAD.encode(digest)))
    }
}

/// `fic-ed25519 BASE64`.
impl fmt::Display for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{KIND} {}", STANDARD.encode(self.to_spki()))
    }
}

impl fmt::Display for KeyLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.comment.as_str() {
            "" => write!(f, "{}", self.key),
            comment => write!(f, "{} {comment}", self.key),
        }
    }
}

impl FromStr for KeyLine {
    type Err = KeyError;

    fn from_str(text: &str) -> Result<Self, KeyError> {
        let (kind, rest) = first_word(text);
        let (encoded, comment) = first_word(rest);
        let reason = match () {
            () if kind != KIND => "it does not start with `fic-ed25519`",
            () if encoded.is_empty() => "the key after `fic-ed25519` is missing",
            () if comment.len() > MAX_COMMENT_LEN => "its comment is too long",
            () if comment.chars().any(char::is_control) => "its comment is not printable",
            () => match decoded(encoded) {
                Some(key) => {
                    let comment = comment.to_owned();
                    return Ok(Self { key, comment });
                }
                None => "what follows `fic-ed25519` is no whole Ed25519 key",
            },
        };
        Err(KeyError::Line { reason })
    }
}

fn decoded(encoded: &str) -> Option<PublicKey> {
    PublicKey::from_spki(&STANDARD.decode(encoded).ok()?)
}

/// The first word and what follows it, without blanks around.
pub(super) fn first_word(text: &str) -> (&str, &str) {
    let text = text.trim();
    match text.split_once([' ', '\t']) {
        Some((word, rest)) => (word, rest.trim_start()),
        None => (text, ""),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The key of RFC 8410, section 10.1; its fingerprint is by `openssl` and `sha256sum`.
    const RFC: &str = "MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=";

    #[test]
    fn a_line_is_read_and_written_back() {
        let line: KeyLine = format!(" fic-ed25519\t{RFC}  ann@lab on the bench\n")
            .parse()
            .unwrap();
        assert_eq!(line.comment, "ann@lab on the bench");
        let shown = line.to_string();
        assert_eq!(shown, format!("fic-ed25519 {RFC} ann@lab on the bench"));
        assert_eq!(shown.parse::<KeyLine>().unwrap(), line);
        let bare: KeyLine = format!("fic-ed25519 {RFC}").parse().unwrap();
        assert_eq!((bare.key, bare.comment.as_str()), (line.key, ""));
        assert_eq!(PublicKey::from_spki(&line.key.to_spki()), Some(line.key));
    }

    #[test]
    fn a_fingerprint_is_the_hash_of_the_structure() {
        let line: KeyLine = format!("fic-ed25519 {RFC}").parse().unwrap();
        let fingerprint = line.key.fingerprint();
        assert_eq!(fingerprint.len(), 50);
        assert_eq!(
            fingerprint,
            "SHA256:oekVYFTgT6yJmunydRMs3Ael28TqLCrTof/G4NJTaB8"
        );
    }

    #[test]
    fn what_is_no_key_is_refused() {
        let short = STANDARD.encode([PREFIX.as_slice(), &[1; 31]].concat());
        let other = STANDARD.encode([0x30; 44]);
        let long = "x".repeat(129);
        for text in [
            String::new(),
            "fic-ed25519".into(),
            "fic-ed25519 ".into(),
            format!("ssh-ed25519 {RFC}"),
            format!("fic-ed25519 {RFC}="),
            format!("fic-ed25519 {}", &RFC[..59]),
            format!("fic-ed25519 {}", RFC.replace('G', "!")),
            format!("fic-ed25519 {short}"),
            format!("fic-ed25519 {other}"),
            format!("fic-ed25519 {RFC} {long}"),
            format!("fic-ed25519 {RFC} a\u{1b}[2Jb"),
            RFC.into(),
        ] {
            assert!(text.parse::<KeyLine>().is_err(), "{text:?}");
        }
    }
}
