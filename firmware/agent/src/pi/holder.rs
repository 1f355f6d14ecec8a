//! The program that drives the pins, as it calls itself

use std::fmt;
use std::fs::File;
use std::io::Read as _;

/// The longest name that is read from the file, bytes.
const MAX_NAME_LEN: u64 = 64;

/// Who drives the pins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holder(String);

impl fmt::Display for Holder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Holder {
    /// What the holder wrote; a file that anyone may write is not trusted with a terminal.
    pub(super) fn read(file: &File) -> Self {
        let mut bytes = Vec::new();
        // A name that cannot be read is an empty one.
        let _ = file.take(MAX_NAME_LEN).read_to_end(&mut bytes);
        let text = String::from_utf8_lossy(&bytes);
        let line = text.lines().next().unwrap_or_default();
        let name: String = line.chars().filter(|char| !char.is_control()).collect();
        match name.trim() {
            "" => Self("another program".into()),
            name => Self(name.into()),
        }
    }
}
