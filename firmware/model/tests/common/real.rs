//! Real vendor files, from the folder in `FIC_REAL_BITSTREAMS`

use std::path::PathBuf;

pub fn folder() -> Option<PathBuf> {
    std::env::var_os("FIC_REAL_BITSTREAMS").map(PathBuf::from)
}

/// The configuration data of a `.bit` file as words: from 80 bytes before the first sync word.
pub fn words(name: &str) -> Option<Vec<u32>> {
    let bytes = std::fs::read(folder()?.join(name)).ok()?;
    let sync = bytes
        .windows(4)
        .position(|w| w == [0xAA, 0x99, 0x55, 0x66])?;
    let data = &bytes[sync.checked_sub(80)?..];
    Some(
        data.chunks_exact(4)
            .map(|b| u32::from_be_bytes([b[0], b[1], b[2], b[3]]))
            .collect(),
    )
}
