//! The agent on a Raspberry Pi 3 that QEMU emulates: its real path to the pins
//!
//! Run by `cargo xtask test --suite pi`, which builds what boots. The kernel, rppal, the
//! register block and the network are the real ones; the board at the pins is not there,
//! a shell in the guest plays the few inputs that the agent looks at. Nothing here has
//! run on a Pi.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may panic")]

mod pins;
mod staging;
mod tls;

use std::fs;
use std::io::Read;
use std::path::Path;
use std::path::PathBuf;
use std::process::Child;
use std::process::Stdio;

use fic_bitstream::source::NativeReader;
use fic_hw_tests::program::fic;
use fic_hw_tests::qemu_agent::Edge;
use fic_hw_tests::qemu_agent::Expected;
use fic_hw_tests::qemu_agent::Image;
use fic_hw_tests::qemu_agent::Machine;
use fic_hw_tests::qemu_agent::expected_load;
use serde_json::Value;
use tempfile::TempDir;

const PROG_B: u8 = 5;
const PWOK: u32 = 24;

const REAL: [&str; 4] = ["--board", "mk2", "--listen", "tcp://127.0.0.1:7402"];

/// The first edge of PROG_B that QEMU tells: its release, because a fall from a level that
/// was not there before is none.
const RELEASED: Edge = Edge {
    pin: PROG_B,
    high: true,
};

struct Bench {
    machine: Machine,
    folder: TempDir,
}

impl Bench {
    fn boot(arguments: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let machine = Machine::boot(&Image::from_env().unwrap(), folder.path(), arguments);
        let machine = machine.unwrap();
        Self { machine, folder }
    }

    fn start(&self, arguments: &[&str]) -> Child {
        start(self.folder.path(), &self.machine.address(), arguments)
    }

    /// What `fic … --format json` says of the one board.
    fn fic(&self, arguments: &[&str]) -> Value {
        end(self.start(arguments))
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }
}

/// `fic` with the settings and keys in `host`, for the board at this address.
fn start(host: &Path, address: &str, arguments: &[&str]) -> Child {
    let mut command = fic(host).unwrap();
    command
        .args(arguments)
        .args(["-b", address, "--format", "json"])
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    command.spawn().unwrap()
}

fn end(child: Child) -> Value {
    let output = child.wait_with_output().unwrap();
    let all: Value = serde_json::from_slice(&output.stdout).unwrap();
    all["boards"][0].clone()
}

fn sample(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../bitstreams/samples")
        .join(name)
}

fn native(design: &Path) -> Vec<u8> {
    let mut native = Vec::new();
    let mut reader = NativeReader::open(design).unwrap();
    reader.read_to_end(&mut native).unwrap();
    native
}

fn expected(design: &Path) -> Expected {
    expected_load("mk2", &native(design)).unwrap()
}

fn released(edges: &[Edge]) -> usize {
    edges.iter().position(|edge| *edge == RELEASED).unwrap()
}

fn assert_same(real: &[Edge], expected: &[Edge], what: &str) {
    for (at, (real, expected)) in real.iter().zip(expected).enumerate() {
        assert_eq!(real, expected, "{what}: edge {at}");
    }
    assert_eq!(real.len(), expected.len(), "{what}");
}

/// A well-formed design of about 2 MB: the sample with many writes of WBSTAR before the
/// command that resets the CRC, with values that do not compress.
fn large(path: &Path) {
    const SYNC: [u8; 4] = 0xAA99_5566_u32.to_be_bytes();
    const WRITE_WBSTAR: u32 = 0x3002_0001;
    let sample = native(&sample("fic-mk2-blank.bit"));
    let sync = sample.windows(4).position(|word| word == SYNC).unwrap();
    let (head, tail) = sample.split_at(sync + 4);
    let mut data = head.to_vec();
    let mut value = 1_u32;
    for _ in 0..250_000 {
        value = value.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        data.extend(WRITE_WBSTAR.to_be_bytes());
        data.extend(value.to_be_bytes());
    }
    data.extend(tail);
    fs::write(path, data).unwrap();
}
