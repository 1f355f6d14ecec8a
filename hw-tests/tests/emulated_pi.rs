//! The agent on a Raspberry Pi 3 that QEMU emulates: its real path to the pins
//!
//! Run by `cargo xtask test --suite pi`, which builds what boots. The kernel, rppal, the
//! register block and the network are the real ones; the board at the pins is not there,
//! a shell in the guest plays the few inputs that the agent looks at. Nothing here has
//! run on a Pi.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may panic")]

use std::fs;
use std::io::Read;
use std::path::Path;
use std::path::PathBuf;
use std::process::Child;
use std::process::Stdio;

use fic_bitstream::source::NativeReader;
use fic_hw_tests::emulated::Edge;
use fic_hw_tests::emulated::Expected;
use fic_hw_tests::emulated::Image;
use fic_hw_tests::emulated::Machine;
use fic_hw_tests::emulated::expected_load;
use fic_hw_tests::program::fic;
use serde_json::Value;
use tempfile::TempDir;

const INIT_B: u32 = 4;
const PROG_B: u8 = 5;
const DONE: u32 = 6;
const CCLK: u8 = 7;
const PWOK: u32 = 24;

/// The board's answers come from a shell: on a busy machine one may be late for the
/// agent's deadline, which it then says.
const ATTEMPTS: usize = 8;
const TOO_LATE: [&str; 2] = ["init_stuck_low", "done_timeout"];

const REAL: [&str; 4] = ["--board", "mk2", "--listen", "tcp://127.0.0.1:7402"];

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
        let mut command = fic(self.folder.path()).unwrap();
        command
            .args(arguments)
            .args(["-b", &self.machine.address(), "--format", "json"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        command.spawn().unwrap()
    }

    /// What `fic … --format json` says of the one board.
    fn fic(&self, arguments: &[&str]) -> Value {
        end(self.start(arguments))
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }
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

/// The first edge of PROG_B that QEMU tells: its release, because a fall from a level that
/// was not there before is none.
const RELEASED: Edge = Edge {
    pin: PROG_B,
    high: true,
};

fn released(edges: &[Edge]) -> usize {
    edges.iter().position(|edge| *edge == RELEASED).unwrap()
}

fn assert_same(real: &[Edge], expected: &[Edge], what: &str) {
    for (at, (real, expected)) in real.iter().zip(expected).enumerate() {
        assert_eq!(real, expected, "{what}: edge {at}");
    }
    assert_eq!(real.len(), expected.len(), "{what}");
}

/// Loads while a shell plays INIT_B and DONE; returns the answer and the edges.
fn play(bench: &Bench, design: &Path, expected: &Expected) -> (Value, Vec<Edge>) {
    let mut shell = bench.machine.shell().unwrap();
    let mut edges = bench.machine.edges().unwrap();
    let data = expected.until_startup - released(&expected.edges);
    shell.raise(1 << PWOK).unwrap();
    for _ in 0..ATTEMPTS {
        shell.lower(1 << INIT_B | 1 << DONE).unwrap();
        edges.sync().unwrap();
        edges.take();
        let load = bench.start(&["deploy", &design.display().to_string(), "--force"]);
        let begin = edges.wait_for(RELEASED).unwrap();
        shell.raise(1 << INIT_B).unwrap();
        // A load that was given up makes fewer edges.
        if edges.wait_for_count(begin + data).is_ok() {
            shell.raise(1 << DONE).unwrap();
        }
        let answer = end(load);
        let code = answer["error"]["code"].as_str().unwrap_or_default();
        if !TOO_LATE.contains(&code) {
            edges.sync().unwrap();
            return (answer, edges.take());
        }
        println!("the shell was late: {code}");
    }
    panic!("the shell was late for every load");
}

#[test]
#[ignore = "needs what boots: cargo xtask test --suite pi"]
fn a_load_drives_the_emulated_pins_as_the_modelled_ones() {
    let bench = Bench::boot(&REAL);
    let design = sample("fic-mk2-other.bit");
    let expected = expected(&design);
    let (answer, real) = play(&bench, &design, &expected);
    assert_eq!(answer["ok"], true, "{answer}");

    let model = &expected.edges;
    let (begin, model_begin) = (released(&real), released(model));
    let data = expected.until_startup - model_begin;
    assert!(data > 50_000, "{data} edges only");
    // A look at the state, for the host, may come before the load.
    let before = begin.checked_sub(model_begin).unwrap();
    assert_same(
        &real[before..begin + data],
        &model[..expected.until_startup],
        "from the safe state to the last of the data",
    );
    // How many clocks pass until DONE is the board's affair; what follows them is not.
    let rise = Edge {
        pin: CCLK,
        high: true,
    };
    let last = |edges: &[Edge]| edges.iter().rposition(|edge| *edge == rise).unwrap();
    assert_same(&real[last(&real)..], &model[last(model)..], "leaving");
    println!("{} edges of the load are as modelled", model_begin + data);
}

#[test]
#[ignore = "needs what boots: cargo xtask test --suite pi"]
fn free_pins_are_set_and_read_back_and_the_boards_are_refused() {
    let bench = Bench::boot(&REAL);
    let mut edges = bench.machine.edges().unwrap();
    let written = bench.fic(&["gpio", "write", "2=1", "3=1"]);
    assert_eq!(written["ok"], true, "{written}");
    for level in ["3=0", "3=1", "3=0"] {
        let written = bench.fic(&["gpio", "write", level]);
        assert_eq!(written["ok"], true, "{written}");
    }
    edges.sync().unwrap();
    // Level before direction: the first levels were there when the pins became outputs.
    // QEMU tells no fall from a level that it has not told.
    let told = [true, false].map(|high| Edge { pin: 3, high });
    assert_eq!(edges.take(), told);
    let levels = bench
        .machine
        .shell()
        .unwrap()
        .run("devmem 0x3F200034 32")
        .unwrap();
    let levels = u32::from_str_radix(levels.trim().trim_start_matches("0x"), 16).unwrap();
    assert_eq!(levels & 0b1100, 0b0100);
    let refused = bench.fic(&["gpio", "write", "5=0"]);
    assert_eq!(refused["error"]["code"], "pin_owned", "{refused}");
    edges.sync().unwrap();
    assert_eq!(edges.take(), []);
}

#[test]
#[ignore = "needs what boots: cargo xtask test --suite pi"]
fn two_megabytes_are_staged_and_without_power_no_pin_moves() {
    let bench = Bench::boot(&REAL);
    let mut edges = bench.machine.edges().unwrap();
    let design = bench.path("large.bin");
    large(&design);
    let name = design.display().to_string();
    let staged = bench.fic(&["stage", &name]);
    assert_eq!(staged["ok"], true, "{staged}");
    let sent = staged["result"]["staged"]["sent_bytes"].as_u64().unwrap();
    assert!(sent > 1_000_000, "{staged}");
    // It is there: nothing goes over the network again.
    let again = bench.fic(&["stage", &name]);
    assert_eq!(again["result"]["staged"]["skipped"], true, "{again}");
    let refused = bench.fic(&["deploy", &name]);
    assert_eq!(refused["error"]["code"], "no_power", "{refused}");
    edges.sync().unwrap();
    assert_eq!(edges.take(), []);

    // With power but no FPGA that answers, the load ends at the first input.
    bench.machine.shell().unwrap().raise(1 << PWOK).unwrap();
    let stuck = bench.fic(&["deploy", &name]);
    assert_eq!(stuck["error"]["code"], "init_stuck_low", "{stuck}");
    edges.sync().unwrap();
    let (real, model) = (edges.take(), expected(&design).edges);
    let (begin, model_begin) = (released(&real), released(&model));
    assert_same(
        &real[begin - model_begin..=begin],
        &model[..=model_begin],
        "up to INIT_B",
    );
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

#[test]
#[ignore = "needs what boots: cargo xtask test --suite pi"]
fn the_agent_says_what_it_runs_on() {
    let bench = Bench::boot(&REAL);
    let console = bench.machine.console();
    assert!(
        console.contains("a real board at the pins of this Raspberry Pi 3 B"),
        "{console}"
    );
    let status = bench.fic(&["status"]);
    assert_eq!(status["ok"], true, "{status}");
}
