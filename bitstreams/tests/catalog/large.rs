//! A design of real size in little memory.

use std::io::{self, Read};

use fic_bitstream::catalog::IfTaken;

use crate::support::{again, given, meta};

/// The data of an XCKU115, in bytes.
const LEN: u64 = 48_251_520;

/// Frames of noise between empty ones, never held whole.
struct Frames {
    at: u64,
    state: u64,
}

impl Read for Frames {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let len = buffer.len().min(usize::try_from(LEN - self.at).unwrap());
        for byte in &mut buffer[..len] {
            self.state = self
                .state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            let empty = !(self.at / 372).is_multiple_of(4);
            *byte = if empty { 0 } else { (self.state >> 56) as u8 };
            self.at += 1;
        }
        Ok(len)
    }
}

#[test]
fn the_largest_part_needs_little_memory() {
    let dir = tempfile::tempdir().unwrap();
    assert!(
        again("large::child", dir.path())
            .status()
            .unwrap()
            .success()
    );
}

#[test]
#[ignore = "run by the_largest_part_needs_little_memory in another process"]
fn child() {
    let Some(catalog) = given() else { return };
    let start = std::time::Instant::now();
    let added = catalog
        .add(Frames { at: 0, state: 1 }, &meta("large"), IfTaken::Refuse)
        .unwrap();
    let written = start.elapsed();
    assert_eq!(added.entry.len_bytes, LEN);
    let len = io::copy(
        &mut catalog.open_native(&added.entry).unwrap(),
        &mut io::sink(),
    )
    .unwrap();
    assert_eq!(len, LEN);
    let read = start.elapsed() - written;
    println!(
        "{LEN} bytes, {} stored: added in {written:?}, read in {read:?}",
        added.entry.stored_bytes
    );
    #[cfg(target_os = "linux")]
    {
        let status = std::fs::read_to_string("/proc/self/status").unwrap();
        let peak = status
            .lines()
            .find_map(|line| line.strip_prefix("VmHWM:"))
            .unwrap();
        let kib: u64 = peak.trim().trim_end_matches(" kB").parse().unwrap();
        println!("peak memory of the process: {kib} KiB");
        assert!(kib < 24 * 1024, "{kib} KiB");
    }
}
