//! Files that are something else.

use super::BadFile;

pub(super) fn foreign_files() -> Vec<BadFile> {
    let vendor = [
        (
            "ice40",
            [
                &b"\xff\x00\x00\xff\x7e\xaa\x99\x7e\x51\x00\x01\x05"[..],
                &[0; 400],
            ]
            .concat(),
        ),
        (
            "ecp5",
            [
                &b"\xff\x00Lattice Semiconductor Corporation Bitstream\x00"[..],
                &[0; 400],
            ]
            .concat(),
        ),
        (
            "ecp5-without-comment",
            [
                &b"\xff\xff\xbd\xb3\xff\xff\xff\xff\x3b\x00\x00\x00"[..],
                &[0; 400],
            ]
            .concat(),
        ),
        (
            "intel-rbf",
            [
                &[0xFF; 32][..],
                b"\x6a\xf7\xf7\xf7\xf7\xf7\xf7\xf3",
                &[0xFB; 400],
            ]
            .concat(),
        ),
        (
            "program",
            [&b"\x7fELF\x02\x01\x01\x00"[..], &[0; 400]].concat(),
        ),
        (
            "zip",
            [&b"PK\x03\x04\x14\x00\x00\x00"[..], &[9; 400]].concat(),
        ),
        ("png", [&b"\x89PNG\r\n\x1a\n"[..], &[0; 400]].concat()),
        (
            "jpeg",
            [&b"\xff\xd8\xff\xe0\x00\x10JFIF"[..], &[0; 400]].concat(),
        ),
        (
            "html",
            b"<!DOCTYPE html>\n<html><body>404 Not Found</body></html>\n".to_vec(),
        ),
        (
            "git-lfs-pointer",
            b"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n".to_vec(),
        ),
        ("text", b"This is the readme of a design.\n".to_vec()),
    ];
    let unsupported = [
        ("mcs", b":020000040000FA\n:10000000FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00\n".to_vec()),
        ("rbt", b"Xilinx ASCII Bitstream\nCreated by Bitstream 2020.1\n11111111111111111111111111111111\n".to_vec()),
        ("prm", b"PROMGEN: Xilinx Prom Generator\nFormat: mcs\n".to_vec()),
        ("xz", [&b"\xfd7zXZ\x00\x00\x04"[..], &[7; 400]].concat()),
        ("xclbin", [&b"xclbin2\x00"[..], &[0; 400]].concat()),
    ];
    let nothing = [
        ("zeros", vec![0; 5_000]),
        ("ones", vec![0xFF; 5_000]),
        ("noise", noise(5_000)),
    ];
    let mut files: Vec<BadFile> = Vec::new();
    files.extend(vendor.map(|(name, bytes)| BadFile::new(name, "wrong_vendor", bytes)));
    files.extend(unsupported.map(|(name, bytes)| BadFile::new(name, "unsupported_format", bytes)));
    files.extend(nothing.map(|(name, bytes)| BadFile::new(name, "no_sync", bytes)));
    files.push(BadFile::new("spartan-6", "unknown_part", spartan6()));
    files.push(BadFile::new(
        "boot-image-without-stream",
        "no_sync",
        boot_image(),
    ));
    files
}

/// Bytes of a linear congruential generator; without a sync word, as the corpus's test shows.
fn noise(len: usize) -> Vec<u8> {
    let mut state = 12_345_u32;
    let mut next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 24) as u8
    };
    (0..len).map(|_| next()).collect()
}

/// 16-bit packets after the same sync word: CMD = RCRC, then FLR.
fn spartan6() -> Vec<u8> {
    let start =
        b"\xff\xff\xff\xff\xff\xff\xff\xff\xaa\x99\x55\x66\x30\xa1\x00\x07\x20\x00\x31\xa1\x03\x80";
    [&start[..], &[0; 400]].concat()
}

/// The head of a bootgen image: a sync word that is none, then `XLNX`.
fn boot_image() -> Vec<u8> {
    let mut image = vec![0; 5_000];
    image[0x20..0x24].copy_from_slice(&[0x66, 0x55, 0x99, 0xAA]);
    image[0x24..0x28].copy_from_slice(b"XNLX");
    image
}
