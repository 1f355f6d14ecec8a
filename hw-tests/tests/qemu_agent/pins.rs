//! What the agent does at the pins, edge by edge

use std::path::Path;

use fic_hw_tests::qemu_agent::Edge;
use fic_hw_tests::qemu_agent::Expected;
use serde_json::Value;

use crate::Bench;
use crate::PWOK;
use crate::REAL;
use crate::RELEASED;
use crate::assert_same;
use crate::end;
use crate::expected;
use crate::released;
use crate::sample;

const INIT_B: u32 = 4;
const DONE: u32 = 6;
const CCLK: u8 = 7;

/// The board's answers come from a shell: on a busy machine one may be late for the
/// agent's deadline, which it then says.
const ATTEMPTS: usize = 8;
const TOO_LATE: [&str; 2] = ["init_stuck_low", "done_timeout"];

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
