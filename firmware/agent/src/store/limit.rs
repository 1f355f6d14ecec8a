//! How much a store may hold

use std::path::Path;
use std::str::FromStr;

/// Kept free on the disk, bytes: logs and the system need some, too.
pub(super) const RESERVE: u64 = 16 * 1024 * 1024;

/// A number of bytes as people write it: `400M`, `2G`, `1_000_000`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SizeLimit(pub u64);

impl FromStr for SizeLimit {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let plain = text.replace('_', "");
        let digits = plain.trim_end_matches(|c: char| !c.is_ascii_digit());
        let factor = match plain[digits.len()..].to_ascii_uppercase().as_str() {
            "" | "B" => 1,
            "K" | "KB" | "KIB" => 1 << 10,
            "M" | "MB" | "MIB" => 1 << 20,
            "G" | "GB" | "GIB" => 1 << 30,
            _ => return Err(wrong(text)),
        };
        let number: u64 = digits.parse().map_err(|_| wrong(text))?;
        let bytes = number.checked_mul(factor).filter(|&bytes| bytes > 0);
        bytes.map(Self).ok_or_else(|| wrong(text))
    }
}

fn wrong(text: &str) -> String {
    format!("`{text}` is no size; write it like 400M or 2G")
}

/// Bytes that may still be written on the disk of `path`; `u64::MAX` if nobody knows.
pub(crate) fn free_on_disk(path: &Path) -> u64 {
    #[cfg(unix)]
    if let Ok(stat) = rustix::fs::statvfs(path) {
        return stat
            .f_bavail
            .saturating_mul(stat.f_frsize)
            .saturating_sub(RESERVE);
    }
    let _ = path;
    u64::MAX
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_read() {
        for (text, bytes) in [
            ("1", 1),
            ("1_000_000", 1_000_000),
            ("4k", 4096),
            ("400M", 400 << 20),
            ("2GiB", 2 << 30),
        ] {
            assert_eq!(text.parse(), Ok(SizeLimit(bytes)), "{text}");
        }
        for text in ["", "0", "M", "-1", "1.5G", "5T", "99999999999G"] {
            assert!(text.parse::<SizeLimit>().is_err(), "{text}");
        }
    }
}
