//! What a file looks like when it is no bitstream of ours.

use crate::error::BitstreamError;

enum Class {
    /// Nothing of Xilinx's, or no bitstream at all.
    Other,
    /// Xilinx's or a wrapping, but not read here.
    Unsupported,
}
use Class::{Other, Unsupported};

/// First bytes that leave no doubt.
const MAGICS: &[(&[u8], Class, &str)] = &[
    (b"\x7fELF", Other, "an ELF program"),
    (
        b"PK\x03\x04",
        Other,
        "a zip archive (also .xsa, .dcp, .xclbin packages)",
    ),
    (b"PK\x05\x06", Other, "an empty zip archive"),
    (b"MZ", Other, "a Windows program"),
    (b"\xcf\xfa\xed\xfe", Other, "a macOS program"),
    (b"\x89PNG", Other, "a PNG image"),
    (b"\xff\xd8\xff\xe0", Other, "a JPEG image"),
    (b"\xff\xd8\xff\xe1", Other, "a JPEG image"),
    (b"GIF8", Other, "a GIF image"),
    (b"%PDF", Other, "a PDF document"),
    (b"SQLite format 3", Other, "a SQLite database"),
    (
        b"version https://git-lfs",
        Other,
        "a git-LFS pointer: the file itself was never fetched",
    ),
    (b"\xd0\x0d\xfe\xed", Other, "a device tree or FIT image"),
    (b"xclbin2", Unsupported, "an .xclbin container"),
    (b"BZh", Unsupported, "bzip2 data"),
    (b"\xfd7zXZ\x00", Unsupported, "xz data"),
    (b"\x04\x22\x4d\x18", Unsupported, "lz4 data"),
    (b"7z\xbc\xaf\x27\x1c", Unsupported, "a 7-Zip archive"),
    (b"Rar!", Unsupported, "a RAR archive"),
    (
        b"Xilinx ASCII Bitstream",
        Unsupported,
        "a .rbt file (the bitstream as text)",
    ),
    (b":02000004", Unsupported, "an Intel-hex .mcs flash file"),
    (b":020000", Unsupported, "an Intel-hex .mcs flash file"),
    (b"S0", Unsupported, "a Motorola S-record file"),
    (b"PROMGEN", Unsupported, "a .prm report"),
];

/// Recognises a file by its first bytes.
pub(super) fn by_magic(head: &[u8]) -> Option<BitstreamError> {
    if head.get(257..262) == Some(b"ustar") {
        return Some(refusal(&Unsupported, "a tar archive"));
    }
    MAGICS
        .iter()
        .find(|(magic, ..)| head.starts_with(magic))
        .map(|(_, class, looks_like)| refusal(class, looks_like))
}

/// Recognises, less surely, a file in which no sync word was found.
pub(super) fn by_content(head: &[u8]) -> Option<BitstreamError> {
    let start = &head[..head.len().min(4_096)];
    let contains = |pattern: &[u8]| start.windows(pattern.len()).any(|window| window == pattern);
    let looks_like = if contains(&[0x7E, 0xAA, 0x99, 0x7E]) {
        "a Lattice iCE40 bitstream"
    } else if contains(b"Lattice Semiconductor") || contains(&[0xFF, 0xFF, 0xBD, 0xB3]) {
        "a Lattice ECP5 or MachXO bitstream"
    } else if is_rbf(start) {
        "an Intel (Altera) .rbf bitstream"
    } else {
        return by_text(start);
    };
    Some(refusal(&Other, looks_like))
}

/// Cyclone and Arria: 32 bytes FF, then 6A.
fn is_rbf(start: &[u8]) -> bool {
    let padding = start.iter().take_while(|&&byte| byte == 0xFF).count();
    padding >= 16 && start.get(padding) == Some(&0x6A)
}

fn by_text(start: &[u8]) -> Option<BitstreamError> {
    let is_text = |byte: &u8| matches!(byte, b'\t' | b'\n' | b'\r' | 0x20..=0x7E | 0x80..);
    if start.is_empty() || !start.iter().all(is_text) || start.iter().all(|&byte| byte >= 0x80) {
        return None;
    }
    let text = String::from_utf8_lossy(start)
        .trim_start()
        .to_ascii_lowercase();
    let (class, looks_like) = if text.starts_with("<!doctype html") || text.starts_with("<html") {
        (Other, "an HTML page (a failed download?)")
    } else if text.starts_with(':') {
        (Unsupported, "an Intel-hex .mcs flash file")
    } else if text.starts_with("promgen") || text.contains("prom file") {
        (Unsupported, "a .prm report")
    } else if text.contains("xilinx ascii bitstream") {
        (Unsupported, "a .rbt file (the bitstream as text)")
    } else {
        (Other, "a text file")
    };
    Some(refusal(&class, looks_like))
}

fn refusal(class: &Class, looks_like: &'static str) -> BitstreamError {
    match class {
        Other => BitstreamError::WrongVendor { looks_like },
        Unsupported => BitstreamError::UnsupportedFormat { looks_like },
    }
}
