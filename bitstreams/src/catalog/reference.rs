//! How entries are named.

use std::fmt;
use std::str::FromStr;

use super::digest::is_lower_hex;
use super::{CatalogError, Digest, Result};

/// The longest name, in bytes.
const MAX_NAME: usize = 128;
/// The longest version, in bytes: a registry's limit for tags.
const MAX_VERSION: usize = 128;
/// The shortest abbreviation of an identity, in hex digits.
const MIN_PREFIX: usize = 8;

/// Which entry is meant: `NAME`, `NAME:VERSION` or `sha256:` with 8 to 64 hex digits.
///
/// Names and versions follow the image-spec's grammar for `ref.name`: letters and digits with
/// single `.`, `_`, `+`, `-` (or `--`) between them, and `/` between parts of a name.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reference {
    /// The version of this name that was added last.
    Newest(String),
    /// One version of a name.
    Exact {
        /// The name.
        name: String,
        /// The version.
        version: String,
    },
    /// The data whose identity begins with these hex digits.
    Identity(String),
}

impl From<Digest> for Reference {
    fn from(identity: Digest) -> Self {
        Self::Identity(identity.hex())
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Newest(name) => f.write_str(name),
            Self::Exact { name, version } => write!(f, "{name}:{version}"),
            Self::Identity(hex) => write!(f, "sha256:{hex}"),
        }
    }
}

impl FromStr for Reference {
    type Err = CatalogError;

    fn from_str(text: &str) -> Result<Self> {
        if let Some(hex) = text.strip_prefix("sha256:") {
            return identity(text, hex);
        }
        match text.split_once(':') {
            None => check_name(text).map(|()| Self::Newest(text.to_owned())),
            Some((name, version)) => {
                check_name(name)?;
                check_version(version)?;
                Ok(Self::Exact {
                    name: name.to_owned(),
                    version: version.to_owned(),
                })
            }
        }
    }
}

fn identity(text: &str, hex: &str) -> Result<Reference> {
    let hex = hex.to_ascii_lowercase();
    if (MIN_PREFIX..=64).contains(&hex.len()) && hex.bytes().all(is_lower_hex) {
        return Ok(Reference::Identity(hex));
    }
    Err(bad(text, "an identity is sha256: and 8 to 64 hex digits"))
}

fn bad(text: &str, reason: &'static str) -> CatalogError {
    // A hostile name could be of any length; the message need not be.
    let text = text.chars().take(2 * MAX_NAME).collect();
    CatalogError::BadName { text, reason }
}

/// Refuses what is no name.
pub(super) fn check_name(name: &str) -> Result<()> {
    if name.len() > MAX_NAME {
        return Err(bad(name, "a name has at most 128 characters"));
    }
    if name == "sha256" {
        return Err(bad(name, "sha256 is kept for identities"));
    }
    if !name.split('/').all(is_component) {
        return Err(bad(name, "it is no name"));
    }
    Ok(())
}

/// Refuses what is no version.
pub(super) fn check_version(version: &str) -> Result<()> {
    if version.len() > MAX_VERSION {
        return Err(bad(version, "a version has at most 128 characters"));
    }
    if !is_component(version) {
        return Err(bad(version, "it is no version"));
    }
    Ok(())
}

/// `alphanum (separator alphanum)*` of the image-spec, without `:` and `@`, which separate here.
pub(super) fn is_component(text: &str) -> bool {
    let text = text.as_bytes();
    let mut i = 0;
    loop {
        let start = i;
        while text.get(i).is_some_and(u8::is_ascii_alphanumeric) {
            i += 1;
        }
        if i == start {
            return false;
        }
        match text.get(i..) {
            None | Some([]) => return true,
            Some([b'-', b'-', ..]) => i += 2,
            Some([b'-' | b'.' | b'_' | b'+', ..]) => i += 1,
            Some(_) => return false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use fic_error::Diagnostic as _;

    #[test]
    fn good_references() {
        for text in [
            "blink",
            "blink:1",
            "lab/blink:v1.2-rc_3+x",
            "a--b",
            "sha256:0123abcd",
        ] {
            assert_eq!(text.parse::<Reference>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn bad_references() {
        let long = "a".repeat(129);
        let bad = [
            "",
            ":",
            "a:",
            ":1",
            "a:b:c",
            "a b",
            "a//b",
            "/a",
            "a/",
            "-a",
            "a-",
            "a__b",
            "a---b",
            "../a",
            "a@b",
            "ä",
            "sha256",
            "sha256:",
            "sha256:12",
            "sha256:xyzxyzxyz",
            "a\n",
            "a:\u{1b}[31m",
            &long,
        ];
        for text in bad {
            let error = text.parse::<Reference>().unwrap_err();
            assert_eq!(error.code(), "bad_name", "{text:?}");
            assert!(!error.to_string().contains(char::is_control), "{text:?}");
        }
    }
}
