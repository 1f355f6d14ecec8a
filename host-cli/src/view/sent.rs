//! Bytes that went to a board, as `ddr write` and `hls send` show them

use std::fmt;

use serde::Serialize;

use fic_client::text;

/// Bytes that went to a board.
#[derive(Serialize)]
pub(crate) struct Sent {
    /// The first byte's address, of a memory.
    #[serde(skip_serializing_if = "Option::is_none")]
    address: Option<u64>,
    /// `None` of a dry run that cannot know.
    len_bytes: Option<u64>,
    /// Whether a memory was compared by checksum afterwards.
    #[serde(skip_serializing_if = "Option::is_none")]
    verified: Option<bool>,
    dry_run: bool,
}

impl Sent {
    pub(crate) fn new(address: Option<u64>, len_bytes: u64, verified: Option<bool>) -> Self {
        Self {
            address,
            len_bytes: Some(len_bytes),
            verified,
            dry_run: false,
        }
    }

    /// Nothing was sent.
    pub(crate) fn dry(address: Option<u64>, len_bytes: Option<u64>) -> Self {
        Self {
            address,
            len_bytes,
            verified: None,
            dry_run: true,
        }
    }
}

impl fmt::Display for Sent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let verb = match (self.dry_run, self.address) {
            (true, None) => "would send",
            (true, Some(_)) => "would write",
            (false, None) => "sent",
            (false, Some(_)) => "wrote",
        };
        match self.len_bytes {
            Some(len) => write!(f, "{verb} {} bytes", text::grouped(len))?,
            None => write!(f, "{verb} what standard input gives")?,
        }
        if let Some(address) = self.address {
            write!(f, " from 0x{address:08X}")?;
        }
        match self.verified {
            Some(true) => f.write_str(", verified"),
            Some(false) => f.write_str(", not verified"),
            None => Ok(()),
        }
    }
}
