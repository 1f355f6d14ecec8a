//! Ctrl-C: the board is told, its answer awaited, the exit code is not 0
#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a test may panic")]
#![allow(clippy::panic, reason = "a test may panic")]

mod support;

use std::process::Child;
use std::process::Stdio;
use std::time::Duration;
use std::time::Instant;

use fic_client::Board;
use fic_test_kit::eventually;
use fic_test_kit::proxy::Proxy;
use rustix::process::Pid;
use rustix::process::Signal;
use rustix::process::kill_process;
use support::Place;
use support::Ran;
use support::agent;
use support::only;

fn started(place: &Place, arguments: &[&str]) -> Child {
    let mut command = place.command();
    command.args(arguments).args(["--format", "json"]);
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command.spawn().unwrap()
}

/// Presses Ctrl-C and waits for the end.
fn interrupted(child: Child) -> (Ran, Duration) {
    let begun = Instant::now();
    kill_process(Pid::from_child(&child), Signal::INT).unwrap();
    let ran = Ran::of(&child.wait_with_output().unwrap());
    (ran, begun.elapsed())
}

#[test]
fn a_load_is_stopped_and_the_fpga_is_cleared() {
    let place = Place::new();
    let agent = agent::tcp("sim:mk2", &place.path("store"));
    let design = place.synth("xcku115", &["--fill", "0.5"]);
    place
        .fic(["deploy", support::MK2, "-b", agent.address()])
        .good();
    place.fic(["stage", &design, "-b", agent.address()]).good();
    let mut watch = Board::connect(agent.address()).unwrap();
    let child = started(&place, &["load", &design, "-b", agent.address()]);
    // Once the old design is lost, words go to the pins.
    eventually("written", || {
        let status = watch.status().unwrap();
        status.stale && status.busy.is_some_and(|busy| busy.what == "load")
    });
    let (ran, _) = interrupted(child);
    assert_eq!(ran.code, 1, "{}{}", ran.stdout, ran.stderr);
    let document = ran.document();
    let error = only(&document);
    assert_eq!(error["code"], "cancelled", "{document}");
    assert_eq!(error["message"], "cancelled; the FPGA was cleared");
    let status = watch.status().unwrap();
    assert_eq!(
        status.busy, None,
        "the board answered before the command ended"
    );
    assert_eq!(status.pins.done, Some(false));
    place.fic(["load", &design, "-b", agent.address()]).good();
}

#[test]
fn a_transfer_is_stopped_at_once_and_goes_on_later() {
    let place = Place::new();
    let agent = agent::tcp("sim:mk2?part=xcku040", &place.path("store"));
    let design = place.synth("xcku040", &["--fill", "1"]);
    let slow = Proxy::slow(agent.address(), Duration::from_millis(2));
    let child = started(&place, &["deploy", &design, "-b", &slow.address]);
    eventually("under way", || slow.forwarded() > 300_000);
    let (ran, took) = interrupted(child);
    assert_eq!(ran.code, 1);
    assert_eq!(only(&ran.document())["code"], "cancelled");
    assert!(took < Duration::from_secs(5), "{took:?}");
    let (code, document) = place.json(&["stage", &design, "-b", agent.address()]);
    assert_eq!(code, 0);
    assert!(only(&document)["staged"]["resumed_at"].as_u64().unwrap() > 0);
}

#[test]
fn boards_whose_turn_has_not_come_are_not_touched() {
    let place = Place::new();
    let store = place.path("store");
    let agent = agent::tcp("sim:mk2?part=xcku040", &store);
    let design = place.synth("xcku040", &["--fill", "1"]);
    let slow = Proxy::slow(agent.address(), Duration::from_millis(2));
    let boards = format!("{},{}", slow.address, agent.address());
    let child = started(&place, &["stage", &design, "-b", &boards, "--jobs", "1"]);
    eventually("under way", || slow.forwarded() > 100_000);
    let (ran, _) = interrupted(child);
    let document = ran.document();
    for board in document["boards"].as_array().unwrap() {
        assert_eq!(board["error"]["code"], "cancelled", "{document}");
    }
    assert_eq!(ran.code, 1);
}

#[test]
fn hashing_the_catalog_stops_at_the_first_ctrl_c() {
    let place = Place::new();
    let big = place.synth("xcku115", &["--fill", "1"]);
    place.fic(["catalog", "add", &big, "--name", "big"]).good();
    // A pipe instead of a blob: whoever reads it blocks until the other side is opened.
    let blobs = place.path(".local/share/fic/catalog/blobs/sha256");
    let blob = std::fs::read_dir(&blobs)
        .unwrap()
        .next()
        .unwrap()
        .unwrap()
        .path();
    std::fs::remove_file(&blob).unwrap();
    let made = std::process::Command::new("mkfifo").arg(&blob).status();
    assert!(made.unwrap().success());
    let child = started(&place, &["catalog", "verify"]);
    let task = format!("/proc/{}/task", child.id());
    eventually("hashing", || match std::fs::read_dir(&task) {
        Ok(threads) => threads.count() > 1,
        Err(_) => true,
    });
    let (ran, _) = interrupted(child);
    assert_eq!(ran.code, 1, "{}", ran.stdout);
    assert_eq!(ran.document()["error"]["code"], "cancelled");
}

#[test]
fn work_on_files_stops_too_and_leaves_nothing_behind() {
    let place = Place::new();
    let arguments = [
        "bitstream",
        "synth",
        "--part",
        "xcku115",
        "--fill",
        "1",
        "-o",
        "big.bin",
    ];
    let child = started(&place, &arguments);
    eventually("writing", || {
        std::fs::read_dir(place.folder()).unwrap().count() > 1
    });
    let (ran, _) = interrupted(child);
    assert_eq!(ran.code, 1, "{}", ran.stdout);
    assert_eq!(ran.document()["error"]["code"], "cancelled");
    assert_eq!(
        std::fs::read_dir(place.folder()).unwrap().count(),
        1,
        "the config alone"
    );
}
