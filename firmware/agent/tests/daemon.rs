//! The program itself: start, signals, kills, exit codes
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may panic")]

mod support;

use std::fs;
use std::process::Command;
use std::time::Instant;

use fic_protocol::*;
use fic_test_kit::agent::Agent;
use fic_test_kit::eventually;
use support::program::command;
use support::program::start;

fn refused(arguments: &[&str]) -> (Option<i32>, String) {
    let folder = tempfile::tempdir().unwrap();
    let output = command()
        .args(arguments)
        .arg("--store")
        .arg(folder.path().join("store"))
        .output()
        .unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    (output.status.code(), said)
}

#[test]
fn it_says_where_it_listens_and_that_the_board_is_modelled() {
    let folder = tempfile::tempdir().unwrap();
    let agent = start(folder.path(), &["--lease", "optional"]);
    assert!(agent.said().iter().any(|line| line.contains("modelled")));
    assert!(!agent.address().ends_with(":0"));
    let status = agent.client().status();
    assert_eq!(status.identity.kind, BoardKind::Modelled);
}

#[test]
fn signals_end_it_in_order() {
    for signal in ["-TERM", "-INT"] {
        let folder = tempfile::tempdir().unwrap();
        let socket = folder.path().join("agent.sock");
        let report = folder.path().join("report.json");
        let unix = format!("unix:{}", socket.display());
        let mut agent = start(
            &folder.path().join("store"),
            &[
                "--listen",
                &unix,
                "--model-report",
                report.to_str().unwrap(),
            ],
        );
        let _client = agent.client();
        agent.signal(signal);
        assert_eq!(agent.wait().code(), Some(0), "{signal}");
        assert!(!socket.exists());
        let report = fs::read_to_string(report).unwrap();
        assert!(report.contains("\"board\": \"mk2\""), "{report}");
    }
}

#[test]
fn a_second_signal_does_not_wait_for_an_end_in_order() {
    let folder = tempfile::tempdir().unwrap();
    let socket = folder.path().join("agent.sock");
    let unix = format!("unix:{}", socket.display());
    // Nobody reads it: the report is never written.
    let pipe = folder.path().join("report");
    assert!(
        Command::new("mkfifo")
            .arg(&pipe)
            .status()
            .unwrap()
            .success()
    );
    let report = ["--model-report", pipe.to_str().unwrap()];
    let listen = ["--listen", &unix];
    let mut agent = start(&folder.path().join("store"), &[listen, report].concat());
    agent.signal("-TERM");
    eventually("the first signal closes the socket", || !socket.exists());
    assert_eq!(agent.try_wait(), None);
    agent.signal("-INT");
    assert_eq!(agent.wait().code(), Some(1));
}

#[test]
fn a_killed_agent_goes_on_with_a_transfer() {
    let folder = tempfile::tempdir().unwrap();
    let data = support::noise(1_000_000, 4);
    let digest = support::digest(&data);
    let begin = HostRequest::StageBegin {
        digest,
        len_bytes: 1_000_000,
    };
    let mut confirmed = 0;
    for round in 0..4u32 {
        let mut agent = start(folder.path(), &["--lease", "optional"]);
        let mut client = agent.client();
        let BoardResponse::Stage(state) = client.call(begin.clone()) else {
            panic!("no stage");
        };
        // What was answered before the kill is there, and maybe one piece more.
        assert!(state.next_offset >= confirmed, "round {round}");
        assert!(state.next_offset <= confirmed + 8192, "round {round}");
        confirmed = state.next_offset;
        for _ in 0..30 {
            let piece = &data[confirmed as usize..][..8192.min(1_000_000 - confirmed as usize)];
            if piece.is_empty() {
                break;
            }
            let chunk = support::chunk(digest, confirmed, piece);
            let BoardResponse::Stage(state) = client.call(HostRequest::StageChunk(chunk)) else {
                panic!("no stage");
            };
            confirmed = state.next_offset;
        }
        agent.signal("-KILL");
        agent.wait();
    }
    let agent = start(folder.path(), &["--lease", "optional"]);
    let staged = agent.client().stage(&data);
    assert!(matches!(staged, BoardResponse::Stage(state) if state.complete));
}

#[test]
fn a_wrong_command_line_is_exit_code_2() {
    for (arguments, said) in [
        (&["--board", "mk9"][..], "unknown_board"),
        (&["--board", "sim:mk9"], "unknown_board"),
        (&["--board", "sim:"], "bad_address"),
        (&["--board", "sim:mk2?no_such=1"], "bad_option"),
        (
            &["--board", "sim:mk2", "--listen", "tcp://0.0.0.0:0"],
            "not_loopback",
        ),
        (
            &["--board", "sim:mk2", "--listen", "tcp://192.0.2.1"],
            "not_loopback",
        ),
        (
            &["--board", "sim:mk2", "--listen", "http://x"],
            "bad_address",
        ),
        (&["--board", "sim:mk2", "--store-limit", "much"], "no size"),
        (
            &["--board", "sim:mk2", "--max-sessions", "0"],
            "max-sessions",
        ),
        (&["--listen", "tcp://127.0.0.1:0"], "--board"),
    ] {
        let (code, text) = refused(arguments);
        assert_eq!(code, Some(2), "{arguments:?}: {text}");
        assert!(text.contains(said), "{arguments:?}: {text}");
    }
}

/// On a machine without pins; the check that a Pi would pass is the model of Pi.
#[cfg(target_os = "linux")]
#[test]
fn a_real_board_needs_a_pi() {
    if fs::exists("/proc/device-tree/model").unwrap() {
        return;
    }
    for arguments in [&["--board", "mk2"][..], &["--board", "mk1", "safe"]] {
        let output = command().args(arguments).output().unwrap();
        let text = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{text}");
        assert!(text.starts_with("error[not_a_pi]: "), "{text}");
        assert!(text.contains("help: "), "{text}");
    }
}

#[test]
fn a_modelled_board_needs_no_safe_state() {
    let output = command()
        .args(["--board", "sim:mk2", "safe"])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn what_is_taken_is_exit_code_1() {
    let folder = tempfile::tempdir().unwrap();
    let agent = start(folder.path(), &["--lease", "optional"]);
    let address = agent.address().to_owned();
    let (code, text) = refused(&["--board", "sim:mk2", "--listen", &address]);
    assert_eq!(code, Some(1), "{text}");
    assert!(text.contains("address_in_use"), "{text}");
    let output = command()
        .args([
            "--board",
            "sim:mk2",
            "--listen",
            "tcp://127.0.0.1:0",
            "--store",
        ])
        .arg(folder.path())
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    let text = String::from_utf8(output.stderr).unwrap();
    assert!(text.contains("store_locked"), "{text}");
}

/// Memory that the process had at most, KiB.
#[cfg(target_os = "linux")]
fn peak_kib(agent: &Agent) -> u64 {
    let status = fs::read_to_string(format!("/proc/{}/status", agent.id())).unwrap();
    let line = status
        .lines()
        .find(|line| line.starts_with("VmHWM:"))
        .unwrap();
    let number = line.split_whitespace().nth(1).unwrap();
    number.parse().unwrap()
}

/// Figures for people, with `--nocapture`; the bound holds for the model inside, too.
#[cfg(target_os = "linux")]
#[test]
fn a_design_of_48_mb_costs_little_memory() {
    let folder = tempfile::tempdir().unwrap();
    let agent = start(folder.path(), &["--lease", "optional"]);
    let idle = peak_kib(&agent);
    let mut data = Vec::new();
    let part = fic_bitstream::Part::by_name("xcku115").unwrap();
    fic_bitstream::synth::synth(part, &Default::default(), &mut data).unwrap();
    let mut client = agent.client();
    let before = Instant::now();
    let staged = client.stage(&data);
    assert!(matches!(staged, BoardResponse::Stage(state) if state.complete));
    let (staging, staged_kib) = (before.elapsed(), peak_kib(&agent));
    let before = Instant::now();
    let digest = support::digest(&data);
    let loaded = client.call(HostRequest::Load(support::load(digest)));
    assert!(matches!(loaded, BoardResponse::Loaded(_)), "{loaded:?}");
    let (loading, peak) = (before.elapsed(), peak_kib(&agent));
    println!("48 MB staged in {staging:?}, loaded in {loading:?}");
    println!("idle {idle} KiB, staged {staged_kib} KiB, loaded {peak} KiB");
    assert!(peak < 24 * 1024, "{peak} KiB");
}
