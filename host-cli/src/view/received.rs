//! Bytes that came from a board, as `ddr read` and `hls receive` show them

use std::fmt;
use std::path::PathBuf;

use serde::Serialize;

use crate::io::sink::Sink;
use fic_client::Error;
use fic_client::text;

/// Bytes that came from a board.
#[derive(Serialize)]
pub(crate) struct Received {
    /// The first byte's address, of a memory.
    #[serde(skip_serializing_if = "Option::is_none")]
    address: Option<u64>,
    len_bytes: u64,
    output: Option<PathBuf>,
    /// Hexadecimal, if they went nowhere else.
    data: Option<String>,
    dry_run: bool,
    #[serde(skip)]
    bytes: Vec<u8>,
}

impl Received {
    pub(crate) fn new(address: Option<u64>, len_bytes: u64, sink: Sink) -> Result<Self, Error> {
        let (output, shown) = sink.finish()?;
        Ok(Self {
            address,
            len_bytes,
            output,
            data: shown.as_deref().map(text::hex),
            dry_run: false,
            bytes: shown.unwrap_or_default(),
        })
    }

    /// Nothing was asked for.
    pub(crate) fn dry(address: Option<u64>, len_bytes: u64) -> Self {
        Self {
            address,
            len_bytes,
            output: None,
            data: None,
            dry_run: true,
            bytes: Vec::new(),
        }
    }
}

impl fmt::Display for Received {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let head = if self.dry_run { "would receive " } else { "" };
        write!(f, "{head}{} bytes", text::grouped(self.len_bytes))?;
        if let Some(address) = self.address {
            write!(f, " from 0x{address:08X}")?;
        }
        if let Some(path) = &self.output {
            write!(f, " in {}", path.display())?;
        }
        match self.bytes.is_empty() {
            true => Ok(()),
            false => write!(
                f,
                "\n{}",
                text::hex_dump(self.address.unwrap_or(0), &self.bytes)
            ),
        }
    }
}
